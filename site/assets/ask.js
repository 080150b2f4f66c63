// Asks the CMS in GraphQL, as whoever is signed in. For all islands.

/** There is no network, or no CMS behind it: nothing was heard, and asking again may help. */
export class Away extends Error {
  constructor(words = "暂时连不上服务，请稍后再试。您填写的内容都还在。") {
    super(words);
  }
}

/** It was heard, and the server could not just now: asking again may help as well. */
export class Busy extends Away {}

const PASSING = ["INTERNAL", "TOO_SLOW"];

/** The answer's `data`; an Error with words for the reader when there is none, or not all of it. */
export async function ask(query, variables = {}) {
  let answer = await send(query, variables);
  // Signing in changes the token, and a cookie may be missing: the refusal brings a new one.
  if (answer.errors?.[0].extensions.code === "CSRF") answer = await send(query, variables);
  const [fault] = answer.errors ?? [];
  if (!fault) return answer.data;
  throw PASSING.includes(fault.extensions.code) ? new Busy(fault.message) : new Error(fault.message);
}

async function send(query, variables) {
  let response;
  try {
    response = await fetch("/graphql/", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ query, variables }),
    });
    if (response.status < 500) return await response.json();
  } catch {
    // Also what is no JSON: a page that somebody on the way puts in between.
    throw new Away();
  }
  throw new Busy();
}

function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
}

/** An element: make("p", { class: "note" }, "words", another). Words are never taken for HTML. */
export function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}
