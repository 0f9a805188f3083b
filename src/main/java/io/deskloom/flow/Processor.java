package io.deskloom.flow;

import io.deskloom.expr.Facts;
import io.deskloom.model.FlowDef;
import io.deskloom.model.FlowDef.Node;

/** What a kind of node means for whoever comes to it. Pure: it says, and {@code command} does. */
interface Processor<N extends Node> {
    /** @param facts what the ticket holds when it comes there */
    Arrival arrive(FlowDef flow, N node, Facts facts);
}
