export { FormatsProvider, useFormats } from "./context";
export { durationConfig } from "./duration/config";
export type { Compare, FieldConfig } from "./FieldConfig";
export { FieldDisplay } from "./FieldDisplay";
export type { Change, DisplayProps, FieldKind, InputProps } from "./FieldKind";
export { type FieldSpec, NO_SETTINGS } from "./FieldSpec";
export { filesOf } from "./files/accept";
export { FileList } from "./files/FileList";
export { useAttachments } from "./files/useAttachments";
export { useUploads } from "./files/useUploads";
export { Because, Derived, type EmptyBecause, kept, placesOf } from "./formula";
export type {
  ExprTree,
  FieldRule,
  FieldSchema,
  FieldValue,
  FieldView,
  Formats,
  Json,
  Kind,
  Label,
  Level,
  Money,
  Option,
  Problem,
  Reference,
  Settings,
  TypeSchema,
} from "./model";
export { isReference } from "./model";
export { usePeople, usePeopleSearch, usePerson } from "./people";
export { byName, useRegions } from "./region/regions";
export { configOf, fieldKind, KINDS } from "./registry";
export { places } from "./tree/config";
export { useFieldProblemText } from "./useFieldProblemText";
export { useTouch } from "./useTouch";
export { instantToWall, wallToInstant } from "./zone";
