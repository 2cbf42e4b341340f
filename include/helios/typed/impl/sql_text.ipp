// helios/typed/impl/sql_text.ipp -- see helios/typed/sql_text.hpp
#pragma once

#include <helios/typed/sql_text.hpp>

#include <helios/sql/print.hpp>
#include <helios/types/value_text.hpp>

namespace helios::typed {

sql_text::sql_text() noexcept = default;
sql_text::sql_text(sql_text const&) = default;
sql_text::sql_text(sql_text&&) noexcept = default;
sql_text& sql_text::operator=(sql_text const&) = default;
sql_text& sql_text::operator=(sql_text&&) noexcept = default;
sql_text::~sql_text() = default;

sql_text& sql_text::operator<<(std::string_view part) {
  text_ += part;
  return *this;
}

sql_text& sql_text::operator<<(sql_text const& part) {
  for (open_place const& p : part.open_) {
    open_.push_back({parameters_.size() + p.parameter, p.argument});
  }
  text_ += part.text_;
  parameters_.insert(parameters_.end(), part.parameters_.begin(), part.parameters_.end());
  return *this;
}

namespace detail {

/// A value as SQL text, of the type that it would have as a parameter.
[[nodiscard]] inline std::string literal_text(types::value const& v) {
  if (v.is_null()) return "NULL";
  std::string const text = sql::quote_string(types::to_text(v));
  if (v.type() == types::type_id::unknown) return text;
  return "CAST(" + text + " AS " + types::to_string(v.type()) + ")";
}

}  // namespace detail

sql_text& sql_text::add_parameter(types::value v) {
  if (values_in_text_) return *this << detail::literal_text(v);
  parameters_.push_back(std::move(v));
  return *this << "?";
}

sql_text& sql_text::add_open_parameter(std::size_t argument) {
  open_.push_back({parameters_.size(), argument});
  parameters_.emplace_back();
  return *this << "?";
}

sql_text& sql_text::add_name(std::string_view name) {
  std::size_t const dot = name.find('.');
  if (dot == std::string_view::npos) return *this << sql::quote_name(name);
  return add_name(name.substr(0, dot)) << "." << sql::quote_name(name.substr(dot + 1));
}

}  // namespace helios::typed
