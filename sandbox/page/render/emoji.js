/** Short codes the sandbox draws; any other code stays readable as text. */

const TABLE = `
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 ok_hand 👌 clap 👏 wave 👋 pray 🙏 raised_hands 🙌 muscle 💪
handshake 🤝 point_right 👉 point_left 👈 point_up 👆 point_down 👇 eyes 👀 speech_balloon 💬
smile 😄 smiley 😃 grinning 😀 slightly_smiling_face 🙂 wink 😉 joy 😂 thinking_face 🤔
sweat_smile 😅 heart ❤️ sparkles ✨ star ⭐ star2 🌟 tada 🎉 fire 🔥 rocket 🚀 zap ⚡ bulb 💡
trophy 🏆 medal 🏅 white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌
warning ⚠️ no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 exclamation ❗ question ❓
information_source ℹ️ bangbang ‼️ red_circle 🔴 large_orange_circle 🟠
large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵 white_circle ⚪
black_circle ⚫ large_blue_square 🟦 large_green_square 🟩 large_yellow_square 🟨
large_red_square 🟥 white_large_square ⬜ black_large_square ⬛ small_blue_diamond 🔹 lock 🔒
unlock 🔓 key 🔑 closed_lock_with_key 🔐 shield 🛡️ see_no_evil 🙈 shushing_face 🤫 email 📧
envelope ✉️ incoming_envelope 📨 inbox_tray 📥 outbox_tray 📤 phone ☎️ telephone_receiver 📞
calendar 📅 date 📅 spiral_calendar_pad 🗓️ hourglass ⌛ hourglass_flowing_sand ⏳
alarm_clock ⏰ stopwatch ⏱️ chart_with_upwards_trend 📈 chart_with_downwards_trend 📉
bar_chart 📊 clipboard 📋 memo 📝 pencil ✏️ pencil2 ✏️ bookmark 🔖 pushpin 📌 paperclip 📎
link 🔗 mag 🔍 file_folder 📁 page_facing_up 📄 office 🏢 bank 🏦 briefcase 💼 moneybag 💰
euro 💶 dollar 💵 busts_in_silhouette 👥 bust_in_silhouette 👤 people_holding_hands 🧑‍🤝‍🧑
deciduous_tree 🌳 seedling 🌱 sunny ☀️ snowflake ❄️ coffee ☕ bell 🔔 no_bell 🔕 mega 📣
loudspeaker 📢 gear ⚙️ wrench 🔧 hammer_and_wrench 🛠️ robot_face 🤖 house 🏠 arrow_right ➡️
arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ leftwards_arrow_with_hook ↩️
arrows_counterclockwise 🔄 repeat 🔁 heavy_plus_sign ➕ heavy_minus_sign ➖ soon 🔜 new 🆕
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ compass 🧭 world_map 🗺️ dart 🎯 jigsaw 🧩
spider_web 🕸️ thread 🧵 herb 🌿 zzz 💤 crescent_moon 🌙
`;

const pairs = TABLE.trim().split(/\s+/);
/** @type {Map<string, string>} */
const BY_CODE = new Map();
for (let i = 0; i < pairs.length; i += 2) BY_CODE.set(pairs[i], pairs[i + 1]);

/**
 * @param {string} code without the colons; a skin tone after `::` is left out
 * @returns {string|undefined} the character
 */
export function emoji(code) {
  return BY_CODE.get(code.replace(/::skin-tone-[2-6]$/, ''));
}

/** Replace every known `:code:` in plain text. */
export function withEmoji(text) {
  return text.replace(
    /:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/g,
    (whole, code) => emoji(code) ?? whole,
  );
}
