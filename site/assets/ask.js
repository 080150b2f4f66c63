// Asks the CMS in GraphQL, as whoever is signed in. For all islands.

/** There is no network, or no CMS behind it: nothing was heard, and asking again may help. */
export class Away extends Error {
  constructor() {
    super("暂时连不上服务，请稍后再试。您填写的内容都还在。");
  }
}

/** The answer's `data`; an Error with words for the reader when there is none. */
export async function ask(query, variables = {}) {
  let answer = await send(query, variables);
  // Signing in changes the token, and a cookie may be missing: the refusal brings a new one.
  if (answer.errors?.[0].extensions.code === "CSRF") answer = await send(query, variables);
  if (!answer.data) throw new Error(answer.errors[0].message);
  return answer.data;
}

async function send(query, variables) {
  let response;
  try {
    response = await fetch("/graphql/", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ query, variables }),
    });
  } catch {
    throw new Away();
  }
  if (!/json/.test(response.headers.get("Content-Type") ?? "")) throw new Away();
  return response.json();
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
