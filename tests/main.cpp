// tests/main.cpp -- the one main of all test programs; what is slow about Catch2 is compiled here.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
