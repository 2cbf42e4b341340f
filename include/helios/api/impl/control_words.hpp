// helios/api/impl/control_words.hpp -- tags, warnings and refusals that several statements share.
#pragma once

#include <helios/api/session.hpp>

namespace helios::api::detail::control {

[[nodiscard]] inline outcome tagged(std::string_view tag) {
  outcome out;
  out.tag = tag;
  return out;
}
[[nodiscard]] inline notice warning(sqlstate_code code, std::string text) {
  return {true, std::string(code.view()), std::move(text)};
}
[[nodiscard]] inline error needs_transaction(std::string_view command) {
  return {errc::no_active_sql_transaction,
          std::string(command) + " can only be used in transaction blocks"};
}
[[nodiscard]] inline std::string_view name_of(bool serializable) noexcept {
  return serializable ? "serializable" : "repeatable read";
}

}  // namespace helios::api::detail::control
