package io.deskloom.metadata;

import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;

/** This node now serves {@code release}; fired as a CDI event on every node, whichever node published. */
public record ReleaseSwitched(TenantId tenant, ReleaseId release) {}
