/**
 * Rules: guided triggers and packs' DRL, both as {@code model.RuleDef}, matched by Drools, answered as intents. The only
 * user of Drools. Nothing here changes a ticket, and no rule text is ever compiled or run: it is translated.
 */
@NullMarked
package io.deskloom.rules;

import org.jspecify.annotations.NullMarked;
