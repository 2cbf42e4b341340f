// helios/base/assert.hpp -- checks of the programmer's contract: a broken one stops the program.
//
// Errors    none: the user's and the world's mistakes are helios::error (base/error.hpp)
#pragma once

#include <helios/config.hpp>

#include <cstdio>
#include <cstdlib>

namespace helios::detail {

[[noreturn]] inline void contract_broken(char const* what, char const* file, int line) noexcept {
  std::fprintf(stderr, "helios: contract broken: %s (%s:%d)\n", what, file, line);
  std::abort();
}

}  // namespace helios::detail

#if HELIOS_CHECK_LEVEL >= 1
#define HELIOS_EXPECTS(...)       \
  (static_cast<bool>(__VA_ARGS__) \
       ? void(0)                  \
       : ::helios::detail::contract_broken(#__VA_ARGS__, __FILE__, __LINE__))
#else
#define HELIOS_EXPECTS(...) static_cast<void>(0)
#endif

/// Marks a point that no input reaches; reaching it is a bug of helios at every check level.
#define HELIOS_UNREACHABLE() ::helios::detail::contract_broken("unreachable", __FILE__, __LINE__)
