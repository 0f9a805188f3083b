import { expect, test } from "vitest";
import type { StaffProfile } from "@/api";
import { draftOf, profileOf } from "./profile";

const profile = {
  skills: { english: 40, kettle: 90 },
  capacity: 20,
  capacityByType: { repair: 5 },
  capacityByChannel: {},
  region: "north",
  lat: 39.9,
  lon: 116.4,
  zone: "Asia/Shanghai",
  week: { monday: [{ from: "18:00", to: "24:00" }] },
  version: 3,
} as StaffProfile;

test("who knows what best stands first, and midnight is one a field of time can show", () => {
  const draft = draftOf(profile);
  expect(draft.skills.map((skill) => skill.name)).toEqual(["kettle", "english"]);
  expect(draft.week.monday).toEqual([{ from: "18:00", to: "00:00" }]);
  expect(draft.week.sunday).toEqual([]);
});

test("what the screen does not show is kept", () => {
  const saved = profileOf(draftOf(profile), profile);
  expect(saved.capacityByType).toEqual({ repair: 5 });
  expect(saved.lat).toBe(39.9);
  expect(saved.version).toBe(3);
  expect(saved.week).toEqual({ monday: [{ from: "18:00", to: "00:00" }] });
});

test("without a zone there is no week, and a skill without a name is none", () => {
  const draft = { ...draftOf(profile), zone: " ", region: "", skills: [{ name: " ", weight: 5 }] };
  const saved = profileOf(draft, profile);
  expect(saved.week).toBeNull();
  expect(saved.zone).toBeNull();
  expect(saved.region).toBeNull();
  expect(saved.skills).toEqual({});
});
