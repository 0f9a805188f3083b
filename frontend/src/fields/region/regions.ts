import { useQuery } from "@tanstack/react-query";
import { labelIn } from "@/ui";
import { COUNTRIES, countryName } from "../countries";
import type { Option } from "../model";

type Row = readonly [code: string, zh: string, en: string, below?: readonly Row[]];

let loaded: readonly Option[] = [];

/** The regions once they have been loaded; empty before. */
export const regionsNow = (): readonly Option[] => loaded;

const option = ([key, zh, en, below]: Row): Option => ({
  key,
  label: { en, zh },
  tone: null,
  options: (below ?? []).map(option),
});

/** Countries and, of China, provinces and cities: the server's own list, loaded with the first region on the page. */
async function load(): Promise<readonly Option[]> {
  const { default: china } = await import("../../../../src/main/resources/regions/cn.json");
  loaded = COUNTRIES.map((key) => ({
    key,
    label: { en: countryName(key, "en"), zh: countryName(key, "zh") },
    tone: null,
    options: key === "CN" ? (china as unknown as readonly Row[]).map(option) : [],
  }));
  return loaded;
}

/** The same regions, countries as a reader looks for them; what is below them has the order of its country. */
export function byName(regions: readonly Option[], language: string): readonly Option[] {
  const { compare } = new Intl.Collator(language);
  return [...regions].sort((a, b) => compare(labelIn(a.label, language), labelIn(b.label, language)));
}

/** @param wanted false as long as nobody asks for one: the list need not be loaded then */
export function useRegions(wanted = true): readonly Option[] {
  const { data } = useQuery({
    queryKey: ["regions"],
    queryFn: load,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: wanted,
  });
  return data ?? [];
}
