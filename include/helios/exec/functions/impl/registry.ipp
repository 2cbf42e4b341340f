// helios/exec/functions/impl/registry.ipp -- the table of all functions and the choice among them.
#pragma once

#include <helios/base/error.hpp>
#include <helios/exec/functions/arithmetic.hpp>
#include <helios/exec/functions/arrays.hpp>
#include <helios/exec/functions/comparison.hpp>
#include <helios/exec/functions/database.hpp>
#include <helios/exec/functions/encoding.hpp>
#include <helios/exec/functions/formatting.hpp>
#include <helios/exec/functions/json.hpp>
#include <helios/exec/functions/mathematics.hpp>
#include <helios/exec/functions/registry.hpp>
#include <helios/exec/functions/regular_expressions.hpp>
#include <helios/exec/functions/strings.hpp>
#include <helios/exec/functions/system.hpp>
#include <helios/exec/functions/temporals.hpp>
#include <helios/exec/functions/to_char.hpp>
#include <helios/exec/functions/to_number.hpp>
#include <helios/exec/functions/vectors.hpp>
#include <helios/types/cast_rules.hpp>

#include <algorithm>
#include <string>

namespace helios::exec {

namespace detail {

[[nodiscard]] inline function_list all_functions() {
  function_list all;
  add_arithmetic(all);
  add_arrays(all);
  add_comparisons(all);
  add_mathematics(all);
  add_strings(all);
  add_formatting(all);
  add_temporals(all);
  add_to_char(all);
  add_to_number(all);
  add_encoding(all);
  add_json(all);
  add_json_building(all);
  add_regular_expressions(all);
  add_system(all);
  add_database(all);
  add_vectors(all);
  std::stable_sort(all.begin(), all.end(),
                   [](overload const& a, overload const& b) { return a.name < b.name; });
  return all;
}

/// Beside a vector, an array of numbers is one.
[[nodiscard]] inline bool stands_for_vector(data_type argument, type_id parameter) noexcept {
  return parameter == type_id::vector && argument.id == type_id::array &&
         types::category(argument.element) == types::type_category::numeric;
}

struct candidate {
  overload const* function;
  std::vector<type_id> parameters;  // one per argument
};

}  // namespace detail

bool detail::accepts(type_id argument, type_id parameter) noexcept {
  return parameter == any_type || argument == type_id::unknown ||
         types::permits(types::find_cast(argument, parameter), types::cast_context::implicit);
}

namespace detail {

/// Keeps the candidates with the highest score; none is lost if all score 0.
template <class Score>
void keep_best(std::vector<candidate>& from, Score score) {
  int best = 0;
  for (candidate const& c : from) best = std::max(best, score(c));
  if (best == 0) return;
  std::erase_if(from, [&](candidate const& c) { return score(c) != best; });
}

/// For literals: a string if any candidate takes one there, else the category all agree on.
inline void settle_unknowns(std::vector<candidate>& from, std::span<type_id const> arguments) {
  for (std::size_t i = 0; i != arguments.size(); ++i) {
    if (arguments[i] != type_id::unknown) continue;
    auto const category_of = [&](candidate const& c) { return types::category(c.parameters[i]); };
    bool const some_string = std::any_of(from.begin(), from.end(), [&](candidate const& c) {
      return category_of(c) == types::type_category::string;
    });
    auto const wanted = some_string ? types::type_category::string : category_of(from.front());
    if (!some_string && std::any_of(from.begin(), from.end(),
                                    [&](candidate const& c) { return category_of(c) != wanted; }))
      continue;
    std::erase_if(from, [&](candidate const& c) { return category_of(c) != wanted; });
    keep_best(from,
              [&](candidate const& c) { return types::is_preferred(c.parameters[i]) ? 1 : 0; });
  }
}

inline void choose(std::vector<candidate>& from, std::span<type_id const> arguments) {
  std::size_t const n = arguments.size();
  // varchar counts as text's exact match for no one: beside char(n) it is compared as char(n).
  auto const exact = [&](candidate const& c) {
    int score = 0;
    for (std::size_t i = 0; i != n; ++i)
      score += arguments[i] != type_id::unknown && arguments[i] == c.parameters[i] ? 1 : 0;
    return score;
  };
  keep_best(from, exact);
  if (from.size() < 2) return;
  keep_best(from, [&](candidate const& c) {
    int score = 0;
    for (std::size_t i = 0; i != n; ++i)
      score += arguments[i] != type_id::unknown && (plain(arguments[i]) == c.parameters[i] ||
                                                    types::is_preferred(c.parameters[i]))
                   ? 1
                   : 0;
    return score;
  });
  if (from.size() < 2) return;
  settle_unknowns(from, arguments);
  if (from.size() < 2) return;
  // All known arguments of one type: the literals are probably of it too.
  type_id known = type_id::unknown;
  for (type_id const t : arguments) {
    if (t == type_id::unknown) continue;
    if (known != type_id::unknown && known != plain(t)) return;
    known = plain(t);
  }
  if (known == type_id::unknown) return;
  keep_best(from, [&](candidate const& c) {
    return std::all_of(c.parameters.begin(), c.parameters.end(),
                       [&](type_id t) { return accepts(known, t); })
               ? 1
               : 0;
  });
}

[[nodiscard]] inline std::string call_text(std::string_view name,
                                           std::span<data_type const> arguments) {
  auto const of = [](data_type t) { return types::name(t); };
  if (is_operator(name) && !arguments.empty() && arguments.size() <= 2) {
    std::string const left = arguments.size() == 2 ? of(arguments[0]) + ' ' : std::string();
    return left + std::string(name) + ' ' + of(arguments.back());
  }
  std::string r = std::string(name) + '(';
  for (std::size_t i = 0; i != arguments.size(); ++i) r += (i == 0 ? "" : ", ") + of(arguments[i]);
  return r + ')';
}

}  // namespace detail

namespace detail {

/// Of JSON and arrays beyond functions/json.hpp and arrays.hpp, of bit strings, indexes of vectors,
/// full text, tenants, materialized views.
[[nodiscard]] inline bool is_foreign(std::string_view name) {
  static constexpr std::string_view families[] = {
      "json",       "row_to_json",     "to_ts",           "ts_",
      "plainto_ts", "phraseto_ts",     "websearch_to_ts", "setweight",
      "array_",     "binary_quantize", "hamming_",        "jaccard_",
      "pg_mv_",     "pg_vector_",      "current_tenant",  "xml"};
  static constexpr std::string_view operators[] = {"@@", "<%>", "#>", "#>>",
                                                   "#-", "?|",  "?&", "@?"};
  return std::any_of(std::begin(families), std::end(families),
                     [name](std::string_view f) { return name.starts_with(f); }) ||
         std::find(std::begin(operators), std::end(operators), name) != std::end(operators);
}

}  // namespace detail

void detail::throw_unresolved(std::string_view name, std::span<data_type const> arguments,
                              bool several) {
  bool const op = is_operator(name);
  std::string const what = op ? "operator" : "function";
  if (several)
    throw error(errc::ambiguous_function, what + (op ? " is not unique: " : " ") +
                                              call_text(name, arguments) +
                                              (op ? "" : " is not unique"))
        .hint("Could not choose a best candidate " + what +
              ". You might need to add explicit type casts.");
  if (is_foreign(name) && find_overloads(name).empty())
    throw error(errc::feature_not_supported,
                what + ' ' + std::string(name) + " is not supported yet");
  throw error(errc::undefined_function, what + (op ? " does not exist: " : " ") +
                                            call_text(name, arguments) +
                                            (op ? "" : " does not exist"))
      .hint("No " + what +
            " matches the given name and argument types. You might need to add "
            "explicit type casts.");
}

bool is_operator(std::string_view name) noexcept {
  return name.find_first_not_of("+-*/<>=~!@#%^&|`?") == std::string_view::npos;
}

std::span<overload const> find_overloads(std::string_view name) {
  static function_list const all = detail::all_functions();
  auto const below = [](overload const& o, std::string_view n) { return o.name < n; };
  auto const above = [](std::string_view n, overload const& o) { return n < o.name; };
  auto const first = std::lower_bound(all.begin(), all.end(), name, below);
  return {first, std::upper_bound(first, all.end(), name, above)};
}

resolved_call resolve(std::string_view name, std::span<data_type const> of) {
  std::vector<detail::candidate> fitting;
  std::vector<type_id> arguments;
  for (data_type const t : of) arguments.push_back(t.id);
  // One literal beside a typed operand of an operator: first taken for the operand's type.
  bool const one_unknown = arguments.size() == 2 && is_operator(name) &&
                           (arguments[0] == type_id::unknown) != (arguments[1] == type_id::unknown);
  type_id const assumed = one_unknown
                              ? detail::plain(arguments[arguments[0] == type_id::unknown ? 1 : 0])
                              : type_id::unknown;
  bool const arrays = std::ranges::count(arguments, type_id::array) != 0;
  bool const vectors = std::ranges::count(arguments, type_id::vector) != 0;
  for (overload const& o : find_overloads(name)) {
    if (arrays && o.no_arrays) continue;
    if (o.variadic ? arguments.size() < o.count : arguments.size() != o.count) continue;
    detail::candidate c{&o, {o.parameters.begin(), o.parameters.begin() + o.count}};
    c.parameters.resize(arguments.size(), any_type);
    bool exact = true, fits = true;
    for (std::size_t i = 0; i != arguments.size(); ++i) {
      type_id const a = one_unknown ? assumed : detail::plain(arguments[i]);
      exact = exact && a != type_id::unknown && a == c.parameters[i];
      fits = fits && (detail::accepts(arguments[i], c.parameters[i]) ||
                      (vectors && detail::stands_for_vector(of[i], c.parameters[i])));
    }
    if (exact) {
      fitting.assign(1, std::move(c));
      break;
    }
    if (fits) fitting.push_back(std::move(c));
  }
  if (fitting.size() > 1) detail::choose(fitting, arguments);
  if (fitting.size() != 1) detail::throw_unresolved(name, of, !fitting.empty());
  resolved_call r{fitting.front().function, std::move(fitting.front().parameters)};
  // An argument of any type stays what it is; a literal there is text, if no array says more
  // (impl/call_types.hpp).
  for (std::size_t i = 0; i != arguments.size(); ++i)
    if (r.arguments[i] == any_type)
      r.arguments[i] = arguments[i] == type_id::unknown ? type_id::text : arguments[i];
  return r;
}

}  // namespace helios::exec
