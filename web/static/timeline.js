// What is on air when: the programme's marks, asked by frame.

/** The entry of the track whose title is shown at a frame; before the first one, the first one. */
export function trackAt(timeline, frame) {
  const titles = timeline.filter((mark) => mark.kind === "track");
  return titles.filter((mark) => mark.at <= frame).at(-1) ?? titles[0];
}

/** The entry of the next title. */
export function trackAfter(timeline, frame) {
  const now = trackAt(timeline, frame);
  return timeline.find((mark) => mark.kind === "track" && mark !== now && mark.at > frame);
}

/** The seam that sounds at a frame, else the next. */
export function seamFrom(timeline, frame) {
  return timeline.find((mark) => mark.kind === "transition" && mark.at + mark.length > frame);
}

/** The station's ident, where it plays: until its end, or until a track takes over. */
export function identAt(timeline, frame) {
  const past = timeline.filter((mark) => mark.kind !== "transition" && mark.at <= frame);
  return past.filter((mark) => mark.kind === "track" || frame < mark.at + mark.length).at(-1)?.kind === "ident"
    ? past.filter((mark) => mark.kind === "ident").at(-1)
    : undefined;
}
