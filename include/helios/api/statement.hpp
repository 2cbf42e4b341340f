// helios/api/statement.hpp -- one statement, parsed once, run any number of times.
//
// Threads   as its session, which it keeps
// Errors    42601 when it is made; else as running its text does
#pragma once

#include <helios/api/options.hpp>
#include <helios/api/result.hpp>
#include <helios/api/try_result.hpp>

namespace helios {

namespace api {
class statement;
}  // namespace api
namespace detail {
class connection;
}  // namespace detail

class statement {
 public:
  HELIOS_DECL statement(std::shared_ptr<detail::connection> in,
                        std::shared_ptr<api::statement> what) noexcept;

  [[nodiscard]] HELIOS_DECL std::string_view text() const;
  /// The columns of its rows, without running it; empty: it yields none.
  [[nodiscard]] HELIOS_DECL std::vector<result_column> columns() const;

  /// Parameters as values: what the calls below come down to.
  HELIOS_DECL result run(std::span<types::value const> parameters, run_options const& how = {});

  /// Rows affected.
  template <class... As>
  std::uint64_t execute(As const&... arguments) {
    return execute_values(to_values(arguments...));
  }
  template <class... Ts, class... As>
  [[nodiscard]] rows_of<Ts...> query(As const&... arguments) {
    return rows_of<Ts...>(run(to_values(arguments...)));
  }
  template <class T = row, class... As>
  [[nodiscard]] std::optional<T> query_one(As const&... arguments) {
    return run(to_values(arguments...)).template one<T>();
  }
  template <class T, class... As>
  [[nodiscard]] T query_value(As const&... arguments) {
    return run(to_values(arguments...)).template value<T>();
  }

  template <class... As>
  try_result<std::uint64_t> try_execute(As const&... arguments) {
    return attempt([&] { return execute(arguments...); });
  }
  template <class... Ts, class... As>
  try_result<rows_of<Ts...>> try_query(As const&... arguments) {
    return attempt([&] { return query<Ts...>(arguments...); });
  }
  template <class T = row, class... As>
  try_result<std::optional<T>> try_query_one(As const&... arguments) {
    return attempt([&] { return query_one<T>(arguments...); });
  }
  template <class T, class... As>
  try_result<T> try_query_value(As const&... arguments) {
    return attempt([&] { return query_value<T>(arguments...); });
  }

  /// The same with parameters as values.
  HELIOS_DECL std::uint64_t execute_values(std::span<types::value const> parameters);

 private:
  [[nodiscard]] HELIOS_DECL std::shared_ptr<api::statement> const& whole() const;

  std::shared_ptr<detail::connection> connection_;
  std::shared_ptr<api::statement> what_;
};

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/statement.ipp>
#endif
