/* A video is asked of its host when the reader asks for it, and not before. */
for (const link of document.querySelectorAll(".video__play")) {
  link.role = "button";
  link.onclick = event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const frame = Object.assign(document.createElement("iframe"), {
      className: "video__frame",
      title: link.dataset.title,
      allow: "autoplay; encrypted-media; fullscreen; picture-in-picture",
      referrerPolicy: "strict-origin-when-cross-origin", // YouTube plays nothing for pages without a name
      sandbox: "allow-popups allow-popups-to-escape-sandbox allow-presentation allow-same-origin allow-scripts",
      src: link.dataset.player,
    });
    link.closest(".video").replaceChildren(frame);
    frame.focus();
  };
  link.onkeydown = event => {
    if (event.key != " ") return;
    event.preventDefault();
    link.click();
  };
}
