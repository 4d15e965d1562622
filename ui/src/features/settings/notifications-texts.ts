/** Sentences about notifications. */
export const notificationsTexts = {
  quiet: "Quiet hours",
  quietHint:
    "What comes in these hours is held back and told as one when they end. A rule that was stopped, rules that do not run and a sign-in that ended still come at once.",
  from: "Quiet from",
  until: "Quiet until",
  times: "Which hours",
  timesHint: "On this computer's clock. Where the end comes first, it is the next day's.",
  between: "until",
};
