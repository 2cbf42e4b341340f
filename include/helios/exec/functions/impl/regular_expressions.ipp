// helios/exec/functions/impl/regular_expressions.ipp -- a clear answer instead of "does not exist".
#pragma once

#include <helios/exec/functions/regular_expressions.hpp>

#include <helios/base/error.hpp>

namespace helios::exec {

namespace detail {

[[noreturn]] inline void refuse_pattern() {
  throw error(errc::feature_not_supported, "regular expressions are not supported yet")
      .hint("LIKE, ILIKE, strpos, split_part and translate do much of what they do.");
}

}  // namespace detail

void add_regular_expressions(function_list& to) {
  using text = std::string_view;
  for (std::string_view const name : {"~", "!~", "~*", "!~*", "regexp_like"})
    to.push_back(define<[](text, text) -> bool { detail::refuse_pattern(); }>(name));
  for (std::string_view const name : {"regexp_matches", "regexp_match", "regexp_substr"})
    to.push_back(define<[](text, text) -> text { detail::refuse_pattern(); }>(name));
  to.push_back(
      define<[](text, text) -> std::int32_t { detail::refuse_pattern(); }>("regexp_count"));
  to.push_back(
      define<[](text, text, text) -> text { detail::refuse_pattern(); }>("regexp_replace"));
  to.push_back(
      define<[](text, text, text, text) -> text { detail::refuse_pattern(); }>("regexp_replace"));
}

}  // namespace helios::exec
