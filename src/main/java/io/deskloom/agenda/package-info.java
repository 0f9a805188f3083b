/**
 * What belongs to a ticket beside its fields: what is still to happen with it (clocks, promises, approvals, suggested remedies) and how
 * tickets hang together. Values only: who may change them {@code command} knows, who may see them {@code view}.
 */
@NullMarked
package io.deskloom.agenda;

import org.jspecify.annotations.NullMarked;
