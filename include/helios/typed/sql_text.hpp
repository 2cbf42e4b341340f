// helios/typed/sql_text.hpp -- SQL that a typed query prints as, with its parameters.
//
// Shape     parameters stand as ? in the text, in their order
// Threads   one
#pragma once

#include <helios/config.hpp>
#include <helios/types/value.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace helios::typed {

class sql_text {
 public:
  [[nodiscard]] std::string const& text() const noexcept { return text_; }
  [[nodiscard]] std::vector<types::value> const& parameters() const noexcept { return parameters_; }
  /// The text with literals in the places of its parameters: for definitions, which keep it.
  [[nodiscard]] HELIOS_DECL std::string text_with_values() const;
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

  sql_text& operator<<(std::string_view part) {
    text_ += part;
    return *this;
  }
  sql_text& operator<<(sql_text const& part) {
    text_ += part.text_;
    parameters_.insert(parameters_.end(), part.parameters_.begin(), part.parameters_.end());
    return *this;
  }
  /// A name, in quotes where SQL wants them; "a.b" is two.
  HELIOS_DECL sql_text& add_name(std::string_view name);
  sql_text& add_parameter(types::value v) {
    parameters_.push_back(std::move(v));
    return *this << "?";
  }

 private:
  std::string text_;
  std::vector<types::value> parameters_;
};

}  // namespace helios::typed

#if HELIOS_HEADER_ONLY
#include <helios/typed/impl/sql_text.ipp>
#endif
