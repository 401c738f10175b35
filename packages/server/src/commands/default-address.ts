/** Where a server is that nobody has told to be elsewhere. */
export const defaultAddress = "http://127.0.0.1:50051";
