global using Eyrie.Testing;
