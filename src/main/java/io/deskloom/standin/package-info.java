/**
 * A small ERP and warehouse system in a process of its own: what the demo's SOPs call, with an HTTP API and books that outlive it. It
 * knows nothing of the application it stands beside; whoever has real systems puts their addresses in instead.
 */
@NullMarked
package io.deskloom.standin;

import org.jspecify.annotations.NullMarked;
