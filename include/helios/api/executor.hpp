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
//           Parameters are $1, $2, ... or ?; helios/typed/values.hpp says what may stand for them.
// Threads   one at a time, except cancel()
// Errors    PostgreSQL's; 55000 used after it was moved from, closed or ended
#pragma once

#include <helios/api/migration.hpp>
#include <helios/api/reports.hpp>
#include <helios/api/statement.hpp>
#include <helios/api/typed_change.hpp>
#include <helios/typed/key_query.hpp>
#include <helios/typed/row_feed.hpp>
#include <helios/typed/table_schema.hpp>

#include <initializer_list>

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
  [[nodiscard]] HELIOS_DECL try_result<statement> try_prepare(std::string_view sql);

  // Typed tables: helios/typed/table.hpp, helios/api/typed_query.hpp.
  /// Makes tables, in this order, all or none, and the enumerations of their columns where they are
  /// not there. 42P07: a table is there; 42710: an enumeration is, with other labels.
  template <class... Tables>
  void create() {
    static_assert((typed::is_table<Tables> && ...), "create<users>(): users is a helios::table");
    create_tables({&typed::schema_of<Tables>...});
  }
  /// The way to the program's tables from those that are stored. Empty: they are what it says.
  template <class... Tables>
  [[nodiscard]] migration migrate(std::vector<migration_choice> const& choices = {}) {
    static_assert((typed::is_table<Tables> && ...), "migrate<users>(): users is a helios::table");
    return plan_migration({&typed::schema_of<Tables>...}, choices);
  }
  /// In what the stored tables differ from the structs of the program. Empty: rows can be read and
  /// written.
  template <class... Tables>
  [[nodiscard]] std::vector<schema_difference> differences() const {
    constexpr bool are_tables = (typed::is_table<Tables> && ...);
    static_assert(are_tables, "differences<users>(): users is a helios::table");
    if constexpr (are_tables) {
      return differences_of({&typed::expected<Tables>...});
    } else {
      return {};
    }
  }
  /// Rows of a table, all or none; returns how many.
  template <class Table>
  std::uint64_t insert(std::initializer_list<typename Table::row> rows) {
    return insert<Table>(std::span(rows.begin(), rows.size()));
  }
  template <class Table>
  std::uint64_t insert(typename Table::row const& row) {
    return insert<Table>(std::span(&row, 1));
  }
  template <class Table>
  typed_insert<Table> insert() {
    return {*this, typed::insert_of<Table>()};
  }
  /// Rows whose key is there are updated: the primary key, or the unique<...> that Key names.
  template <class Table, typed::fixed_string... Key>
  typed_insert<Table> upsert() {
    return {*this, typed::upsert_of<Table, Key...>()};
  }
  template <class Table, typed::fixed_string... Key>
  std::uint64_t upsert(std::initializer_list<typename Table::row> rows) {
    return upsert<Table, Key...>().rows(rows);
  }
  template <class Table, typed::fixed_string... Key, class Rows>
  std::uint64_t upsert(Rows const& rows) {
    return upsert<Table, Key...>().rows(rows);
  }
  template <class Table, class Rows>
    requires std::same_as < std::remove_cvref_t<decltype(*std::begin(std::declval<Rows&>()))>,
  typename Table::row > std::uint64_t insert(Rows const& rows);
  template <class Table>
  [[nodiscard]] typed_query<typename Table::row, typed::scope<Table>> from() {
    detail::expect_table(*this, typed::expected<typename typed::detail::unaliased<Table>::type>);
    typed::select_parts parts;
    parts.columns << typed::column_list(Table::columns);
    Table::print(parts.from);
    return {*this, std::move(parts)};
  }
  /// Rows of the program as those of a query; its columns are "derived.a"_c beside others.
  template <class Struct>
  [[nodiscard]] auto values(std::span<Struct const> rows) {
    std::vector<types::value> all;
    for (Struct const& row : rows)
      typed::each_value(row, [&](auto const& member) { all.push_back(to_value(member)); });
    return typed_query<Struct, typename typed::rows_read<Struct, typed::scope<>>::scope>(
        *this, typed::values_of(typed::columns<Struct>, all));
  }
  template <class Struct>
  [[nodiscard]] auto values(std::initializer_list<Struct> rows) {
    return values(std::span(rows.begin(), rows.size()));
  }
  /// The row with a primary key.
  template <class Table, class... Ks>
  [[nodiscard]] std::optional<typename Table::row> get(Ks const&... key) {
    if constexpr (typed::check_key<Table, Ks...>()) {
      return get_by_values<typename Table::row>(typed::key_query_of<Table>, typed::expected<Table>,
                                                to_values(key...));
    } else {
      return {};
    }
  }
  template <class Table, typed::fixed_string... Names, class... Es>
  typed_change<Table> update(typed::assignment<Names, Es> const&... to);
  template <class Table>
  typed_change<Table> remove() {
    detail::expect_table(*this, typed::expected<Table>);
    return {*this, {(typed::sql_text() << "DELETE FROM ").add_name(Table::name()), {}, {}}};
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
  friend HELIOS_DECL void detail::insert_rows(executor& on, typed::sql_text const& text,
                                              callback_ref<bool(std::vector<types::value>&)> next,
                                              callback_ref<void(result)> take);

  HELIOS_DECL explicit executor(std::shared_ptr<detail::connection> in) noexcept;
  executor(executor&&) noexcept = default;
  executor& operator=(executor&&) noexcept = default;
  ~executor() = default;

  /// Throws 55000 when it is gone.
  [[nodiscard]] HELIOS_DECL detail::connection& link() const;
  friend void detail::expect_table(executor& on, typed::expected_table const& table);
  [[nodiscard]] HELIOS_DECL std::vector<schema_difference> differences_of(
      std::vector<typed::expected_table const*> const& all) const;
  friend bool detail::fold_rows(executor& on, typed::select_parts const& rows,
                                typed::row_fold const& into);
  // As api::session's.
  [[nodiscard]] HELIOS_DECL std::optional<std::uint64_t> insert_rows(typed::row_feed const& rows);
  [[nodiscard]] HELIOS_DECL bool walk(typed::sql_text const& query,
                                      std::span<typed::column_schema const> columns,
                                      typed::block_taker to);
  [[nodiscard]] HELIOS_DECL typed::key_answer find_row(typed::key_query const& of,
                                                       std::span<types::value const> key, void* to);
  template <class Row>
  [[nodiscard]] std::optional<Row> get_by_values(typed::key_query const& of,
                                                 typed::expected_table const& table,
                                                 std::span<types::value const> key);
  HELIOS_DECL void create_tables(std::initializer_list<typed::schema_function> all);
  [[nodiscard]] HELIOS_DECL migration plan_migration(std::vector<typed::table_schema> const& wanted,
                                                     std::vector<migration_choice> const& choices);
  [[nodiscard]] HELIOS_DECL migration
  plan_migration(std::initializer_list<typed::schema_function> wanted,
                 std::vector<migration_choice> const& choices);
  /// Within a transaction behind a savepoint, else in one.
  HELIOS_DECL void all_or_none(callback_ref<void()> what);
  HELIOS_DECL std::uint64_t execute_all(std::string_view sql,
                                        std::span<types::value const> parameters,
                                        run_options const& how);

  std::shared_ptr<detail::connection> connection_;
};

template <class Table, class Rows>
  requires std::same_as < std::remove_cvref_t<decltype(*std::begin(std::declval<Rows&>()))>,
typename Table::row > std::uint64_t executor::insert(Rows const& rows) {
  std::optional<std::uint64_t> const count = insert_rows(typed::feed_of<Table>(rows));
  return count ? *count : insert<Table>().rows(rows);
}

template <class Row>
std::optional<Row> executor::get_by_values(typed::key_query const& of,
                                           typed::expected_table const& table,
                                           std::span<types::value const> key) {
  if (of.read != nullptr) {
    std::optional<Row> row(std::in_place);
    typed::key_answer const answer = find_row(of, key, &*row);
    if (answer == typed::key_answer::read) return row;
    if (answer == typed::key_answer::none) return {};
  }
  detail::expect_table(*this, table);
  return run(of.text(), key).template one<Row>();
}

template <class Table, typed::fixed_string... Names, class... Es>
typed_change<Table> executor::update(typed::assignment<Names, Es> const&... to) {
  static_assert(sizeof...(to) != 0, "update() takes at least one assignment: \"name\"_c = value");
  using scope = typed::scope<Table>;
  (typed::check_assignment<scope, Names, Es>(), ...);
  detail::expect_table(*this, typed::expected<Table>);
  typed::check_given(typed::detail::needs_of_all<Es...>());
  typed::sql_text text;
  (text << "UPDATE ").add_name(Table::name()) << " SET ";
  std::string_view between;
  auto const add = [&](std::string_view name, auto const& value) {
    (text << std::exchange(between, ", ")).add_name(name) << " = ";
    value.print(text);
  };
  (add(Names.view(), to.value), ...);
  return {*this, {std::move(text), {}, {}}};
}

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/executor.ipp>
#include <helios/api/impl/fold_rows.ipp>
#include <helios/api/impl/relations.ipp>
#endif
