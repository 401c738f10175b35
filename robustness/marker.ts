/** The email of the last user that a run creates: whoever has it has everything. */
export const markerEmail = "marker@example.com";
