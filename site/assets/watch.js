// Videos go on where they were left: from the same place on this device.

// What is begun anew when it is left so near to its beginning or its end, in seconds.
const MARGIN = 5;

for (const video of document.querySelectorAll("main video")) {
  const name = `watched.${video.querySelector("source").src}`;
  video.addEventListener("loadedmetadata", () => {
    const left = Number(read(name));
    if (left > MARGIN && left < video.duration - MARGIN) video.currentTime = left;
  }, { once: true });
  video.addEventListener("timeupdate", () => {
    // Many times a second: once a second is enough.
    const now = Math.floor(video.currentTime);
    if (now !== Number(video.dataset.at)) write(name, (video.dataset.at = now));
  });
  video.addEventListener("ended", () => write(name, 0));
}

function read(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name, seconds) {
  try {
    if (seconds) localStorage.setItem(name, seconds);
    else localStorage.removeItem(name);
  } catch {
    // A private window or a full store: it starts from the beginning then.
  }
}
