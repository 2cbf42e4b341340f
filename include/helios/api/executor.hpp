// helios/api/executor.hpp -- what runs SQL: a database, a transaction, a snapshot.
//
// Shape     execute       rows affected; without parameters the text may hold several statements
//           query         rows, read while they are computed: as helios::row, or query<T>,
//                         query<A, B> as values, structs, tuples
//           query_one     the only row, or nothing
//           query_value   the only value
//           prepare       a statement to be run often
//           Each takes run_options first where a timeout, a stop token or progress is wanted, and
//           has a twin try_... that returns its error.
//           Parameters are $1, $2, ... or ?; helios/api/values.hpp says what may stand for them.
// Threads   one at a time, except cancel()
// Errors    PostgreSQL's; 55000 used after it was moved from, closed or ended
#pragma once

#include <helios/api/reports.hpp>
#include <helios/api/statement.hpp>

namespace helios {

class executor {
 public:
  /// The last statement's result; those before it are run to their ends. Parameters as values: what
  /// the calls below come down to.
  HELIOS_DECL result run(std::string_view sql, std::span<types::value const> parameters = {},
                         run_options const& how = {});

  template <class... As>
  std::uint64_t execute(run_options const& how, std::string_view sql, As const&... arguments) {
    return execute_all(sql, to_values(arguments...), how);
  }
  template <class... As>
  std::uint64_t execute(std::string_view sql, As const&... arguments) {
    return execute(run_options{}, sql, arguments...);
  }
  template <class... Ts, class... As>
  [[nodiscard]] rows_of<Ts...> query(run_options const& how, std::string_view sql,
                                     As const&... arguments) {
    return rows_of<Ts...>(run(sql, to_values(arguments...), how));
  }
  template <class... Ts, class... As>
  [[nodiscard]] rows_of<Ts...> query(std::string_view sql, As const&... arguments) {
    return query<Ts...>(run_options{}, sql, arguments...);
  }
  template <class T = row, class... As>
  [[nodiscard]] std::optional<T> query_one(run_options const& how, std::string_view sql,
                                           As const&... arguments) {
    return run(sql, to_values(arguments...), how).template one<T>();
  }
  template <class T = row, class... As>
  [[nodiscard]] std::optional<T> query_one(std::string_view sql, As const&... arguments) {
    return query_one<T>(run_options{}, sql, arguments...);
  }
  template <class T, class... As>
  [[nodiscard]] T query_value(run_options const& how, std::string_view sql,
                              As const&... arguments) {
    return run(sql, to_values(arguments...), how).template value<T>();
  }
  template <class T, class... As>
  [[nodiscard]] T query_value(std::string_view sql, As const&... arguments) {
    return query_value<T>(run_options{}, sql, arguments...);
  }
  [[nodiscard]] HELIOS_DECL statement prepare(std::string_view sql);

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
  [[nodiscard]] try_result<statement> try_prepare(std::string_view sql) {
    return attempt([&] { return prepare(sql); });
  }

  /// Tables, views and sequences, by schema and name. What a transaction in progress defines is not
  /// among them.
  [[nodiscard]] HELIOS_DECL std::vector<relation_report> relations() const;
  /// One of them: name, or schema.name; public is looked in first. 42P01: there is none.
  [[nodiscard]] HELIOS_DECL relation_report describe(std::string_view name) const;

  /// Stops what runs in this session now, with 57014. Any thread.
  HELIOS_DECL void cancel() noexcept;
  /// The branch that statements run on.
  [[nodiscard]] HELIOS_DECL std::string branch() const;
  /// In progress, or failed and not rolled back yet.
  [[nodiscard]] HELIOS_DECL bool in_transaction() const;
  /// The last commit that a statement begun now would see.
  [[nodiscard]] HELIOS_DECL scn newest() const;

 protected:
  HELIOS_DECL explicit executor(std::shared_ptr<detail::connection> in) noexcept;
  executor(executor&&) noexcept = default;
  executor& operator=(executor&&) noexcept = default;
  ~executor() = default;

  /// Throws 55000 when it is gone.
  [[nodiscard]] HELIOS_DECL detail::connection& link() const;
  HELIOS_DECL std::uint64_t execute_all(std::string_view sql,
                                        std::span<types::value const> parameters,
                                        run_options const& how);

  std::shared_ptr<detail::connection> connection_;
};

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/executor.ipp>
#include <helios/api/impl/relations.ipp>
#endif
