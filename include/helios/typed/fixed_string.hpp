// helios/typed/fixed_string.hpp -- a string literal as a template argument.
#pragma once

#include <cstddef>
#include <string_view>

namespace helios::typed {

template <std::size_t N>
struct fixed_string {
  char text[N]{};

  consteval fixed_string(char const (&literal)[N]) noexcept {  // NOLINT: a literal is one
    for (std::size_t i = 0; i != N; ++i) text[i] = literal[i];
  }
  constexpr explicit fixed_string(std::string_view of) noexcept {
    for (std::size_t i = 0; i + 1 != N; ++i) text[i] = of[i];
  }
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {text, N - 1}; }
};

template <std::size_t N>
fixed_string(char const (&)[N]) -> fixed_string<N>;

/// Loops by hand: g++ 12 with UBSan does not take string_view's == on template arguments.
[[nodiscard]] constexpr bool equal(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i != a.size(); ++i)
    if (a[i] != b[i]) return false;
  return true;
}

}  // namespace helios::typed
