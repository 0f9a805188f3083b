package io.deskloom.access;

import io.deskloom.model.Level;

/**
 * What one actor gets of one field of one ticket, everything considered: role grants, denies, step matrix, grant
 * conditions, the field's own visibleWhen / readOnlyWhen / requiredWhen.
 *
 * @param level effective level
 * @param visible false when {@code visibleWhen} is false (the level is then at most READ and the form leaves it out)
 * @param required needed to save ({@code requiredToAct}: only to leave the step)
 * @param match may filter by equality
 * @param range may sort, compare, aggregate
 */
public record FieldState(
        Level level, boolean visible, boolean required, boolean requiredToAct, boolean match, boolean range) {}
