import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Naming, ObjectKey, PlaceKind } from "@/platform";
import { keys } from "./keys";
import { usePlatform } from "./platform-context";

/** What fits what when something is made. It is part of the program, so it is asked for once. */
export function useCreationRules() {
  const platform = usePlatform();
  return useQuery({
    queryKey: keys.creationRules,
    queryFn: () => platform.getCreationRules(),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What the choices at a place depend on; `null` asks for nothing. */
export function useCreationPlace(object: ObjectKey | null) {
  const platform = usePlatform();
  return useQuery({
    queryKey: keys.creationPlace(object),
    queryFn: () => platform.getCreationPlace(object ?? { accountId: "", level: "campaign", id: "" }),
    enabled: object !== null,
  });
}

/** Pixels, pages, audiences and smallest budgets of an account. */
export function useAccountChoices(accountId: string) {
  const platform = usePlatform();
  return useQuery({
    queryKey: keys.accountChoices(accountId),
    queryFn: () => platform.getAccountChoices(accountId),
  });
}

/** Interests whose name holds a text. */
export function useTraits(accountId: string, text: string) {
  const platform = usePlatform();
  return useQuery({
    queryKey: keys.traits(accountId, text),
    queryFn: () => platform.searchTargeting({ accountId, text, languages: false }),
    enabled: text.length > 1,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Languages whose name begins with a text. */
export function useLanguages(accountId: string, text: string) {
  const platform = usePlatform();
  return useQuery({
    queryKey: keys.languages(accountId, text),
    queryFn: () => platform.searchTargeting({ accountId, text, languages: true }),
    // A number is no name to look for.
    enabled: text.length > 1 && !/^\d+$/.test(text),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

const PLACES: PlaceKind[] = ["country", "region", "city"];

/** Places whose name begins with a text. */
export function usePlaces(text: string) {
  const platform = usePlatform();
  return useQuery({
    queryKey: keys.places(text),
    queryFn: () => platform.searchPlaces({ text, kinds: PLACES }),
    enabled: text.length > 1,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Creatives looked through at a time. */
const CREATIVES = 50;

/** Creatives of an account, from the copy on this computer. */
export function useCreatives(accountId: string, text: string) {
  const platform = usePlatform();
  return useQuery({
    queryKey: keys.creatives(accountId, text),
    queryFn: () => platform.listCreatives({ accountId, text, offset: 0, limit: CREATIVES }),
    placeholderData: keepPreviousData,
  });
}

/** How the workspace names things and tags links. */
export function useNaming() {
  const platform = usePlatform();
  return useQuery({ queryKey: keys.naming, queryFn: () => platform.getNaming() });
}

/** Keeps how the workspace names things and tags links. */
export function useUpdateNaming() {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (naming: Naming) => platform.updateNaming(naming),
    onSuccess: (naming) => {
      client.setQueryData(keys.naming, naming);
      void client.invalidateQueries({ queryKey: keys.links });
    },
  });
}

/** What templates would make of objects that exist. */
export function useNamingPreview(naming: Naming) {
  const platform = usePlatform();
  return useQuery({
    queryKey: keys.namingPreview(naming),
    queryFn: () => platform.previewNaming(naming),
    placeholderData: keepPreviousData,
  });
}

/** Ads whose links have something wrong. */
export function useLinkReport() {
  const platform = usePlatform();
  return useQuery({ queryKey: keys.links, queryFn: () => platform.lintLinks({ accountIds: [] }) });
}
