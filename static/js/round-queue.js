"use strict";
// What happened at the stop, each act with its own key: the server takes each once, whatever is sent again.

const AT_ONCE = 200; // acts a sending
let acts = []; // as they are shown; `state` is waiting, sent or refused
let vault = null;
let noting = Promise.resolve(); // what is being written on the device

function now() {
  return new Date(Date.now() + vault.ahead); // on the clock of the server
}

async function loadActs() {
  acts = await Promise.all((await readAll("acts")).map(unsealed));
  acts.sort((one, other) => one.at.localeCompare(other.at));
}

async function keepAct(act) {
  await keep("acts", act.submission, await sealed(act));
}

// One after the other, each on the device before it is shown.
function note(kind, said) {
  const act = { submission: crypto.randomUUID(), act: kind, at: now().toISOString(), state: "waiting", ...said };
  noting = noting.catch(() => {}).then(() => keepAct(act)).then(() => { acts.push(act); });
  return noting;
}

async function takeBack(act) {
  acts = acts.filter((one) => one !== act); // first, so that what is sent meanwhile goes without it
  await forget("acts", act.submission);
}

const toSend = () => acts.filter((act) => act.state !== "sent");
const refused = () => acts.filter((act) => act.state === "refused");

function token() {
  return (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || ["", ""])[1];
}

async function post(address, said) {
  return fetch(address, {
    method: "POST",
    redirect: "manual",
    headers: { "Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify(said),
  });
}

// What prevented it, if anything did: "away" without network, "out" when one has to log in, "lost" otherwise.
async function send(isOver) {
  await noting.catch(() => {});
  const queue = toSend();
  do {
    const some = queue.splice(0, AT_ONCE);
    const problem = await sendSome(some, isOver && !queue.length);
    if (problem) return problem;
  } while (queue.length);
  return "";
}

async function sendSome(some, isOver) {
  let answer;
  try {
    answer = await post(vault.returns_to, { acts: some, is_over: isOver });
  } catch {
    return "away";
  }
  if (answer.type === "opaqueredirect" || answer.status === 403) return "out";
  if (!answer.ok) return "lost";
  try {
    for (const outcome of (await answer.json()).outcomes) await settle(outcome);
  } catch {
    return "lost"; // the page of somebody else's network, or no room to write what became of it
  }
  return "";
}

async function settle({ submission, is_done, sentence, address }) {
  const act = acts.find((one) => one.submission === submission);
  if (!act) return;
  Object.assign(act, { state: is_done ? "sent" : "refused", sentence, address });
  await keepAct(act);
}
