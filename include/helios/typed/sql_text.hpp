// helios/typed/sql_text.hpp -- SQL that a typed query prints as, with its parameters.
//
// Shape     parameters stand as ? in the text, in their order; some wait for an argument
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
  /// A parameter that is given when a prepared query runs.
  struct open_place {
    std::size_t parameter, argument;
  };

  // Out of line: each clause of each query copies some.
  HELIOS_DECL sql_text() noexcept;
  HELIOS_DECL sql_text(sql_text const&);
  HELIOS_DECL sql_text(sql_text&&) noexcept;
  HELIOS_DECL sql_text& operator=(sql_text const&);
  HELIOS_DECL sql_text& operator=(sql_text&&) noexcept;
  HELIOS_DECL ~sql_text();

  [[nodiscard]] std::string const& text() const noexcept { return text_; }
  [[nodiscard]] std::vector<types::value> const& parameters() const noexcept { return parameters_; }
  [[nodiscard]] std::vector<open_place> const& open_places() const noexcept { return open_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

  HELIOS_DECL sql_text& operator<<(std::string_view part);
  HELIOS_DECL sql_text& operator<<(sql_text const& part);
  /// A name, in quotes where SQL wants them; "a.b" is two.
  HELIOS_DECL sql_text& add_name(std::string_view name);
  HELIOS_DECL sql_text& add_parameter(types::value v);
  HELIOS_DECL sql_text& add_open_parameter(std::size_t argument);
  /// From here on values stand in the text itself. For what is written twice and has to be the
  /// same: a group, and the value of a row of groups. And for what definitions keep.
  void write_values(bool in_text) noexcept { values_in_text_ = in_text; }

 private:
  std::string text_;
  std::vector<types::value> parameters_;
  std::vector<open_place> open_;
  bool values_in_text_ = false;
};

}  // namespace helios::typed

#if HELIOS_HEADER_ONLY
#include <helios/typed/impl/sql_text.ipp>
#endif
