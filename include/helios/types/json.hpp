// helios/types/json.hpp -- a JSON document as a C++ value: what a column jsonb holds.
//
// Holds     (J1) text() is the canonical form: types/json_text.hpp
// Threads   like std::string
// Errors    22P02 a text that is no JSON, and what else types/json_text.hpp says
// Cost      that of the text; == of different texts reads both
#pragma once

#include <helios/types/jsonb.hpp>

#include <string>
#include <string_view>

namespace helios::types {

class json {
 public:
  /// null
  json() : text_("null") {}
  HELIOS_DECL explicit json(std::string_view text);
  explicit json(jsonb_view canonical) : text_(canonical.text) {}

  /// {"a": 1, "bb": [1.50, "x"]}
  [[nodiscard]] std::string const& text() const noexcept { return text_; }

  /// As SQL: {"a": 1} equals {"a": 1.0}.
  friend bool operator==(json const& a, json const& b) {
    return jsonb_view{a.text_} == jsonb_view{b.text_};
  }

 private:
  std::string text_;
};

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/json.ipp>
#endif
