/**
 * BPMN 2.0: SOPs as other tools draw them, and drawings as SOPs, with a report of what has no counterpart. It knows flows as they are
 * written, and changes nothing; the only user of XML.
 */
@NullMarked
package io.deskloom.bpmn;

import org.jspecify.annotations.NullMarked;
