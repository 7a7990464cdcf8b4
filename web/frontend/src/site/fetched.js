// What a page asks for while it is read: a drawing, a history. Whose session has ended meanwhile, as when somebody else
// came in at the same computer, is sent to the front page instead, and a page of HTML is nothing that a drawing is.
export class Elsewhere extends Error {}

export async function fetched(source) {
  const answer = await fetch(source);
  if (!answer.ok) throw new Error(answer.statusText);
  if (answer.redirected) throw new Elsewhere(answer.url);
  return answer;
}

// Says so on the page, where it says what to do; to whom it is a fault, it is thrown.
export function failed(notice, error) {
  notice.hidden = false;
  if (!(error instanceof Elsewhere)) throw error;
}
