package io.deskloom.model;

import io.deskloom.kernel.Label;

/** A team. Membership is account data, not metadata. The key is what tickets store. */
public record TeamDef(String id, String key, Label label) {}
