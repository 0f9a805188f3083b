import {
  configOf,
  type EmptyBecause,
  type ExprTree,
  type FieldRule,
  type FieldSpec,
  type FieldValue,
  type Level,
  NO_SETTINGS,
  type Problem,
} from "@/fields";
import { computed } from "./formula";

/** When the form is judged, and where: conditions may ask for now() and today(). */
export interface Moment {
  readonly now: string;
  readonly zone: string;
}

/** Decides a condition. `read` gives a fact by path with the kind it has; unknown paths are null. Never throws. */
export type Judge = (tree: ExprTree, read: (path: string) => Fact, moment: Moment) => boolean;

export interface Fact {
  readonly kind: string;
  readonly value: FieldValue;
}

/** A field as its definition and the server's view of this ticket have it together. */
export interface FormField extends FieldSpec {
  readonly level: Level;
  readonly masked: string | null;
  /** What holds when there is no condition in the browser to decide it. */
  readonly visible: boolean;
  readonly required: boolean;
  readonly readOnly: boolean;
  readonly requiredToAct: boolean;
  readonly visibleWhen: ExprTree | null;
  readonly requiredWhen: ExprTree | null;
  readonly readOnlyWhen: ExprTree | null;
  readonly whenHidden: "keep" | "clear";
  readonly rules: readonly FieldRule[];
  /** Going: shown because it is filled, asked of nobody any more. */
  readonly deprecated?: boolean;
  /** How its value comes about when nobody writes it. */
  readonly derived?: string | null;
  /** What computes it from the form's other fields; without it the server's value stands until the form is saved. */
  readonly formula?: ExprTree | null;
  /** Why the saved value is empty. */
  readonly because?: EmptyBecause | null;
  /** Whether other people's rights on it are so narrow that it must not be kept in this browser. */
  readonly secret: boolean;
}

/** One field's computed state. The same object as before when nothing about it changed. */
export interface FieldState {
  readonly key: string;
  readonly visible: boolean;
  readonly readOnly: boolean;
  readonly required: boolean;
  readonly requiredToAct: boolean;
  /** The value other conditions see: null while `whenHidden: clear` hides it. */
  readonly value: FieldValue;
  readonly empty: boolean;
  /** Why a computed value is not there. */
  readonly because: EmptyBecause | null;
  /** Wrong whatever comes next; emptiness is not among them, see `required` and `empty`. */
  readonly problems: readonly Problem[];
}

export interface FormState {
  readonly fields: ReadonlyMap<string, FieldState>;
  /** Keys of the fields that are shown, in the order of the form; the same array as long as they are the same. */
  readonly visible: readonly string[];
  /** Keys of those that can be written, or could if they were shown. */
  readonly writable: readonly string[];
  /** Keys of the fields that were decided anew; all others stand as they stood before. */
  readonly decided: readonly string[];
}

/** What was typed and could not be read as a value. */
export interface TypedText {
  readonly text: string;
  readonly problem: Problem;
}

export interface FormInput {
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly texts: Readonly<Record<string, TypedText>>;
  /** Facts beyond the fields: "ticket.priority", "actor.teams". */
  readonly facts: Readonly<Record<string, Fact>>;
}

interface Node {
  readonly field: FormField;
  /** Paths its visibility looks at. */
  readonly sees: readonly string[];
  /** Paths anything about it looks at, its own key included. */
  readonly reads: readonly string[];
}

export interface FormPlan {
  readonly fields: readonly FormField[];
  /** In the order in which visibility must be decided. */
  readonly nodes: readonly Node[];
  readonly kinds: ReadonlyMap<string, string>;
  /** Places in `nodes` of those that read a path, in order. */
  readonly readers: ReadonlyMap<string, readonly number[]>;
  /** Place in `nodes` by key. */
  readonly places: ReadonlyMap<string, number>;
  /** Keys of what must not be kept in this browser. */
  readonly secrets: ReadonlySet<string>;
  /** Keys whose visibility depends on each other; decided once, in the order of the definition. */
  readonly cycle: readonly string[];
}

/**
 * Puts the fields in the order in which they must be decided. A field whose visibility looks at another one comes
 * after it, because a hidden value may count as empty. Fields that wait for each other are taken in the order of the
 * definition and see the other's plain value, so that every form is decided in one pass.
 */
export function planForm(fields: readonly FormField[]): FormPlan {
  const keys = new Set(fields.map((f) => f.key));
  const nodes = new Map<string, Node>();
  for (const field of fields) {
    // A formula is computed where visibility is decided: other fields may hang on it.
    const sees = paths([field.visibleWhen, field.formula ?? null]);
    const reads = paths([
      field.visibleWhen,
      field.formula ?? null,
      field.requiredWhen,
      field.readOnlyWhen,
      ...field.rules.map((rule) => rule.check),
    ]);
    nodes.set(field.key, { field, sees: [...sees], reads: [...reads.add(field.key)] });
  }
  const waits = new Map<string, Set<string>>();
  for (const [key, node] of nodes) {
    waits.set(key, new Set(node.sees.filter((path) => path !== key && keys.has(path))));
  }
  const order: Node[] = [];
  const cycle: string[] = [];
  while (waits.size > 0) {
    const free = [...waits.keys()].filter((key) => waits.get(key)?.size === 0);
    const [first] = waits.keys();
    if (free.length === 0 && first !== undefined) {
      cycle.push(first);
      free.push(first);
    }
    for (const key of free) {
      waits.delete(key);
      const node = nodes.get(key);
      if (node) order.push(node);
      for (const others of waits.values()) others.delete(key);
    }
  }
  const readers = new Map<string, number[]>();
  order.forEach((node, place) => {
    for (const path of node.reads) {
      const known = readers.get(path);
      if (known) known.push(place);
      else readers.set(path, [place]);
    }
  });
  return {
    fields,
    nodes: order,
    kinds: new Map(fields.map((f) => [f.key, f.kind])),
    readers,
    places: new Map(order.map((node, place) => [node.field.key, place])),
    secrets: new Set(fields.filter((f) => f.secret).map((f) => f.key)),
    cycle,
  };
}

function paths(trees: readonly (ExprTree | null)[]): Set<string> {
  const found = new Set<string>();
  const visit = (tree: unknown) => {
    if (Array.isArray(tree)) tree.forEach(visit);
    else if (tree && typeof tree === "object") {
      const { attr, args, op } = tree as { attr?: unknown; args?: unknown; op?: unknown };
      if (typeof attr === "string") found.add(attr);
      // A condition on the clock may change with every moment; "@moment" stands for it.
      if (op === "now" || op === "today") found.add(MOMENT);
      if (args) visit(args);
    }
  };
  trees.forEach(visit);
  return found;
}

const MOMENT = "@moment";

/** What may have changed since the previous state, of the same plan; without it everything is decided anew. */
export interface Since {
  readonly previous: FormState;
  readonly changed: Iterable<string>;
  readonly momentMoved?: boolean;
}

/**
 * Decides the whole form: visibility, then everything that depends on it, in one pass over the plan. Pure. With
 * `since` only fields that look at something changed are decided anew; all others keep their state objects.
 */
export function computeForm(
  plan: FormPlan,
  input: FormInput,
  moment: Moment,
  judge: Judge,
  since?: Since,
): FormState {
  const before = since?.previous.fields;
  const due = new Due(plan, since);
  const seen = new Map<string, FieldValue>();
  const shown = new Map<string, boolean>();
  const reasons = new Map<string, EmptyBecause | null>();
  let place = 0;
  const read = (path: string): Fact => {
    const kind = plan.kinds.get(path);
    if (kind === undefined) return input.facts[path] ?? NOTHING;
    const known = seen.get(path);
    if (known !== undefined) return { kind, value: known };
    // Decided in an earlier pass and not again in this one; what waits for its turn is what was typed.
    const state = (plan.places.get(path) ?? 0) < place ? before?.get(path) : undefined;
    return { kind, value: state ? state.value : (input.values[path] ?? null) };
  };

  for (; place < plan.nodes.length; place++) {
    if (!due.has(place)) continue;
    const { field, sees } = plan.nodes[place] as Node;
    const was = before?.get(field.key);
    const anew = !was || due.changed(field.key) || sees.some((path) => due.changed(path));
    const visible = anew ? isVisible(field, read, moment, judge) : was.visible;
    shown.set(field.key, visible);
    const gone = !visible && field.whenHidden === "clear";
    let value = gone ? null : (input.values[field.key] ?? null);
    let because = gone ? null : (field.because ?? null);
    if (field.formula && !gone) {
      if (anew) ({ value, because } = computed(field, field.formula, read, moment));
      else ({ value, because } = was);
    }
    reasons.set(field.key, because);
    seen.set(field.key, value);
    // What others see of it changed although nobody touched it: they must be decided anew as well.
    if (was && was.value !== value && !configOf(field.kind).equal(was.value, value)) due.add(field.key);
  }

  const fields = new Map<string, FieldState>(before ?? []);
  const decided: string[] = [];
  let moved = !since;
  for (const at of due.places()) {
    const { field } = plan.nodes[at] as Node;
    const was = before?.get(field.key);
    const state = {
      ...decide(
        field,
        shown.get(field.key) ?? was?.visible ?? true,
        seen.has(field.key) ? (seen.get(field.key) ?? null) : (was?.value ?? null),
        input,
        read,
        moment,
        judge,
      ),
      because: reasons.has(field.key) ? (reasons.get(field.key) ?? null) : (was?.because ?? null),
    };
    moved ||= !was || was.visible !== state.visible || was.readOnly !== state.readOnly;
    fields.set(field.key, was && same(was, state) ? was : state);
    decided.push(field.key);
  }
  const keys = (which: (state: FieldState | undefined) => boolean | undefined) =>
    plan.fields.filter((f) => which(fields.get(f.key))).map((f) => f.key);
  return {
    fields,
    visible: moved || !since ? keys((state) => state?.visible) : since.previous.visible,
    writable: moved || !since ? keys((state) => !state?.readOnly) : since.previous.writable,
    decided,
  };
}

/** Which nodes of a plan must be decided: all, or those that read a path that changed, however it came to be known. */
class Due {
  readonly #plan: FormPlan;
  readonly #paths: Set<string> | null;
  readonly #places = new Set<number>();

  constructor(plan: FormPlan, since: Since | undefined) {
    this.#plan = plan;
    this.#paths = since ? new Set() : null;
    if (!since) return;
    for (const path of since.changed) this.add(path);
    if (since.momentMoved) this.add(MOMENT);
    plan.nodes.forEach((node, place) => {
      if (!since.previous.fields.has(node.field.key)) this.#places.add(place);
    });
  }

  add(path: string): void {
    if (!this.#paths || this.#paths.has(path)) return;
    this.#paths.add(path);
    for (const place of this.#plan.readers.get(path) ?? []) this.#places.add(place);
  }

  has(place: number): boolean {
    return !this.#paths || this.#places.has(place);
  }

  changed(path: string): boolean {
    return this.#paths?.has(path) ?? true;
  }

  places(): Iterable<number> {
    return this.#paths ? [...this.#places].sort((a, b) => a - b) : this.#plan.nodes.keys();
  }
}

const NOTHING: Fact = { kind: "null", value: null };
const NO_PROBLEMS: readonly Problem[] = [];

function isVisible(field: FormField, read: (path: string) => Fact, moment: Moment, judge: Judge): boolean {
  return field.visibleWhen ? judge(field.visibleWhen, read, moment) : field.visible;
}

function decide(
  field: FormField,
  visible: boolean,
  value: FieldValue,
  input: FormInput,
  read: (path: string) => Fact,
  moment: Moment,
  judge: Judge,
): Omit<FieldState, "because"> {
  const writable = field.level === "edit" || field.level === "append";
  const locked = field.readOnlyWhen ? judge(field.readOnlyWhen, read, moment) : field.readOnly;
  const readOnly = !writable || locked;
  const config = configOf(field.kind);
  const text = input.texts[field.key];
  const empty = field.masked == null && !text && config.isEmpty(value);
  const asked = field.requiredWhen
    ? judge(field.requiredWhen, read, moment) || field.required
    : field.required;
  return {
    key: field.key,
    visible,
    readOnly,
    // Nobody can be asked for what he does not see or may not write.
    required: asked && visible && !readOnly,
    requiredToAct: field.requiredToAct && visible && !readOnly,
    value,
    empty,
    problems: !visible || readOnly ? NO_PROBLEMS : problemsOf(field, value, empty, text, read, moment, judge),
  };
}

function problemsOf(
  field: FormField,
  value: FieldValue,
  empty: boolean,
  text: TypedText | undefined,
  read: (path: string) => Fact,
  moment: Moment,
  judge: Judge,
): readonly Problem[] {
  if (text) return [text.problem];
  if (empty) return NO_PROBLEMS;
  const wrong = configOf(field.kind).validate(value, field.settings ?? NO_SETTINGS);
  const broken = field.rules.filter((rule) => !judge(rule.check, read, moment));
  if (wrong.length === 0 && broken.length === 0) return NO_PROBLEMS;
  return [...wrong, ...broken.map((rule) => ({ code: "field.rule", message: rule.message }))];
}

const same = (a: FieldState, b: FieldState) => a.value === b.value && alike(a, b);

/** Whether a field stands the same apart from its value. */
export function alike(a: FieldState | undefined, b: FieldState | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  return (
    a.visible === b.visible &&
    a.readOnly === b.readOnly &&
    a.required === b.required &&
    a.requiredToAct === b.requiredToAct &&
    a.empty === b.empty &&
    a.because === b.because &&
    a.problems.length === b.problems.length &&
    a.problems.every((p, i) => JSON.stringify(p) === JSON.stringify(b.problems[i]))
  );
}
