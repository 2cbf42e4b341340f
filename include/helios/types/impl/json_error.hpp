// helios/types/impl/json_error.hpp -- what is said of a text that is no JSON.
#pragma once

#include <helios/base/error.hpp>

#include <string>
#include <string_view>

namespace helios::types::detail {

[[noreturn]] inline void throw_json(std::string detail) {
  throw error(errc::invalid_text_representation, "invalid input syntax for type json")
      .detail(std::move(detail));
}
[[noreturn]] inline void throw_json_token(std::string_view token) {
  throw_json("Token \"" + std::string(token) + "\" is invalid.");
}

}  // namespace helios::types::detail
