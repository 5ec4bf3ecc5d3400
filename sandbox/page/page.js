/** Puts the page together. */

import { Conversation } from './conversation.js';
import { Drawer } from './drawers.js';
import { Inspector } from './inspector.js';
import { Modals } from './modal.js';
import { Banners } from './notices.js';
import { Sidebar } from './sidebar.js';
import { Store } from './store.js';
import { TopBar } from './topbar.js';

const OPEN_INSPECTOR = 'sandbox-inspector';

async function start() {
  const store = new Store();
  const sidebarDrawer = new Drawer(document.getElementById('sidebar'), {
    name: 'show-sidebar',
    narrow: '(max-width: 799px)',
    fixed: true,
  });
  /** @type {Inspector} */
  let inspector;
  const inspectorDrawer = new Drawer(document.getElementById('inspector'), {
    name: 'show-inspector',
    narrow: '(max-width: 1099px)',
    fixed: false,
    onToggle: (open) => {
      localStorage.setItem(OPEN_INSPECTOR, open ? '1' : '');
      if (open) {
        inspector.refresh();
        inspector.update();
      }
    },
  });
  inspector = new Inspector(
    store,
    () => inspectorDrawer.isOpen,
    () => inspectorDrawer.set(false),
  );
  const sidebar = new Sidebar(store, sidebarDrawer);
  const conversation = new Conversation(store, (user) => sidebar.openDirect(user));
  const parts = [
    new TopBar(store, { sidebar: sidebarDrawer, inspector: inspectorDrawer }),
    new Banners(store),
    sidebar,
    conversation,
    inspector,
    new Modals(store, () => conversation.restingPlace()),
  ];
  store.watch(() => parts.forEach((part) => part.update()));
  const visit = async () => {
    const { as, place } = store.readAddress();
    await store.go(place, as ?? store.as);
  };
  window.addEventListener('popstate', visit);
  await visit();
  // Until the sandbox has answered once there is nothing to listen to.
  while (!store.snapshot) {
    await new Promise((resolve) => {
      setTimeout(resolve, 1000);
    });
    await store.refresh();
  }
  if (localStorage.getItem(OPEN_INSPECTOR) && !inspectorDrawer.isDrawer)
    inspectorDrawer.set(true, false);
}

start();
