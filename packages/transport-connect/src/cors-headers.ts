/**
 * What of the protocols pages must be let send and read.
 *
 * Those of Connect-ES's `cors`, written down here so that who only serves does
 * not load it; a test compares the two.
 *
 * Source: https://connectrpc.com/docs/cors/
 */
export const corsHeaders = {
  methods: ["POST", "GET"],
  allowed: [
    "Content-Type",
    "Connect-Protocol-Version",
    "Connect-Timeout-Ms",
    "Connect-Content-Encoding",
    "Connect-Accept-Encoding",
    "Content-Encoding",
    "Accept-Encoding",
    "Grpc-Message-Type",
    "X-Grpc-Web",
    "X-User-Agent",
    "Grpc-Timeout",
  ],
  exposed: [
    "Grpc-Status",
    "Grpc-Message",
    "Grpc-Status-Details-Bin",
    "Content-Encoding",
    "Connect-Content-Encoding",
  ],
} as const;
