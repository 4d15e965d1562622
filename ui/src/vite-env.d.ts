/// <reference types="vite/client" />

/** Whether the in-memory platform is compiled in: development, tests and the `fake` mode only. */
declare const __FAKE_PLATFORM__: boolean;
