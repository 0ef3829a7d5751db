/* The picture of a card becomes that of its article, and on the way back again. */
const cardTo = url =>
  [...document.querySelectorAll(".card__link")].find(link => link.pathname == new URL(url).pathname)?.closest(".card");

const name = (transition, { navigationType, entry, from }, leaving) => {
  const back = navigationType == "traverse" && entry.index < from.index;
  const place = leaving == back ? document.querySelector(".story__figure") : cardTo((leaving ? entry : from).url);
  const picture = place?.querySelector(".picture");
  const over = Promise.allSettled([transition.ready, transition.updateCallbackDone, transition.finished]);
  if (!picture) return transition.skipTransition();
  picture.style.viewTransitionName = "story";
  over.then(() => picture.style.viewTransitionName = "");
};

addEventListener("pageswap", event => event.viewTransition && name(event.viewTransition, event.activation, true));
addEventListener("pagereveal", event => event.viewTransition && name(event.viewTransition, navigation.activation, false));
