import { MantineProvider } from "@mantine/core";
import { DatesProvider } from "@mantine/dates";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import "dayjs/locale/zh-cn";
import { useTranslation } from "react-i18next";
import { ApiProblem, keys, whenUnauthenticated } from "@/api";
import { theme } from "@/ui/theme";
import { schemeManager } from "./appearance";
import { makeRouter } from "./router";

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // A refusal is an answer; only silence and server faults are worth asking again.
      retry: (attempts, failure) =>
        attempts < 2 && failure instanceof ApiProblem && (failure.status === 0 || failure.status >= 500),
    },
    mutations: { retry: false },
  },
});
const router = makeRouter(queryClient);
const colorSchemeManager = schemeManager();

whenUnauthenticated(() => {
  if (router.state.location.pathname === "/login") return;
  const back = router.state.location.href;
  queryClient.clear();
  queryClient.setQueryData(keys.session, null);
  void router.navigate({ to: "/login", search: { back } });
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

export function App() {
  const { i18n } = useTranslation();
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
      // Both would be <style> elements; their content is in mantine-variables.css and base.css instead.
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <DatesProvider settings={{ locale: i18n.language === "zh" ? "zh-cn" : "en", firstDayOfWeek: 1 }}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </DatesProvider>
    </MantineProvider>
  );
}
