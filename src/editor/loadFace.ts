/** The rest of the editor face, loaded when somebody first needs it: activation stays light. */
export const loadFace = () => import("./face");
