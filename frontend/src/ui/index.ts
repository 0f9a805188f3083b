export { Avatar, hueOf, initialsOf } from "./Avatar";
export { Brand } from "./Brand";
export { useTitlesOfCutText } from "./cutText";
export { DescribedBy } from "./Described";
export { download } from "./download";
export { footRef } from "./foot";
export * from "./format";
export { GrowingTextarea } from "./GrowingTextarea";
export { iconNames, NamedIcon } from "./icons";
export { useCurrentInSight } from "./inSight";
export { listed, saidOf, sentences } from "./joined";
export { Kbd, KeyBar, type KeyHint, keyName } from "./Kbd";
export { isTyping, type KeyMap, keyOf, useKeys } from "./keys";
export { labelIn, useLabel } from "./label";
export { Marked, type TextRange } from "./Marked";
export { NamedAction } from "./NamedAction";
export { OneTimeSecret } from "./OneTimeSecret";
export { Card, Page } from "./Page";
export { Pill, type Tone, toneOf } from "./Pill";
export { PresenceDot } from "./PresenceDot";
export { PriorityBars } from "./Priority";
export {
  definitionProblem,
  definitionSentence,
  failureText,
  type ProblemItemLike,
  type ProblemLike,
  problemItemText,
  problemText,
  useProblemText,
} from "./problem";
export { EmptyState, ErrorState, SkeletonCards, SkeletonRows, SkeletonText, useSlow } from "./States";
export { MiniThread, type StageState, Thread, type ThreadStage } from "./Thread";
export { useNow } from "./time";
export { Toasts, toast } from "./toast";
export { WhyCard, WhyNot, WhyPill } from "./Why";
