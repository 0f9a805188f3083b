package io.deskloom.field;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;

/**
 * What becomes of a field's values when it changes its kind: they are written as a cell of the old kind and read as one of
 * the new. A value converts exactly when the way back gives the same again.
 *
 * @param from kind and settings the values were stored with
 * @param to kind and settings they shall have
 */
public record Conversion(Kind from, Settings fromSettings, Kind to, Settings toSettings, Wording wording) {

    /** What becomes of one value. */
    public sealed interface Outcome {}

    /** Nothing is lost. */
    public record Exact(Value value) implements Outcome {}

    /** The new value says less, or says it otherwise: 12.50 as 12, "  a  b" as "a b". */
    public record Lossy(Value value) implements Outcome {}

    /** There is no such value of the new kind. */
    public record Failing(Problem problem) implements Outcome {}

    public Outcome of(Value old) {
        if (old.isNull()) {
            return new Exact(Value.NULL);
        }
        if (from.type().isWriteOnly()
                || to.type().isAssigned()
                || from.type().holdsFiles()
                || to.type().holdsFiles()) {
            return new Failing(Problem.of("", "field.no-conversion", "Such values cannot be converted."));
        }
        // A person's words carry more than a cell where the new kind is a text: the option's label, not its key.
        String cell = from.type().toCell(old, fromSettings, wording);
        Problems problems = new Problems();
        Value value = to.type().fromCell(cell, toSettings, wording, "", problems);
        if (problems.isEmpty()) {
            to.type().validate(value, toSettings, "", problems);
        }
        if (!problems.isEmpty()) {
            return new Failing(problems.list().getFirst());
        }
        if (value.isNull()) {
            return new Failing(Problem.of("", "field.no-conversion", "Such values cannot be converted."));
        }
        return isBackAgain(value, old) ? new Exact(value) : new Lossy(value);
    }

    private boolean isBackAgain(Value value, Value old) {
        if (to.type().isWriteOnly()) {
            return true;
        }
        Problems problems = new Problems();
        String cell = to.type().toCell(value, toSettings, wording);
        Value back = from.type().fromCell(cell, fromSettings, wording, "", problems);
        return problems.isEmpty() && back.equals(old);
    }
}
