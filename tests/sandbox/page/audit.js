// Looks at everything visible on a page: text that is too faint, controls without a name.
() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) =>
    top.slice(0, 3).map((part, i) => part * top[3] + below[i] * (1 - top[3]));
  const ground = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement)
      layers.push(rgba(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const light = (color) => {
    const [r, g, b] = color.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    const words = walker.currentNode.data.trim();
    if (
      !words ||
      !node.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ||
      node.closest('.visually-hidden')
    )
      continue;
    if (document.querySelector('dialog[open]') && !node.closest('dialog[open]')) continue;
    const below = ground(node);
    const [one, other] = [
      light(over(rgba(getComputedStyle(node).color), below)),
      light(below),
    ].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < 4.5) faint.push(`${words.slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  return faint;
};
