export const texts = {
  choose: "Choose…",
};
