// helios/api/impl/executor.ipp -- see helios/api/executor.hpp
#pragma once

#include <helios/api/executor.hpp>

#include <helios/api/impl/all_or_none.hpp>
#include <helios/api/impl/connection.hpp>
#include <helios/api/impl/result_state.hpp>
#include <helios/base/border.hpp>

namespace helios {

namespace detail {

/// Runs the statements of a text; each() sees the results of all, in order.
template <class F>
void run_each(std::shared_ptr<connection> const& in, std::string_view sql,
              std::span<types::value const> parameters, run_options const& how, F&& each) {
  auto const all = in->statements(sql);  // a copy: a statement may forget texts
  if (all.size() > 1 && !parameters.empty()) {
    throw error(errc::syntax_error, "cannot give parameters to several statements at once")
        .hint("Run them one by one.");
  }
  for (api::statement_ptr const& one : all) {
    auto made = std::make_unique<result_state>(in);
    made->take(in->run(one, parameters, how));
    each(std::move(made));
  }
}

}  // namespace detail

executor::executor(std::shared_ptr<detail::connection> in) noexcept : connection_(std::move(in)) {}

detail::connection& executor::link() const {
  if (!connection_) {
    throw error(errc::object_not_in_prerequisite_state,
                "this handle has ended, or it has been moved from");
  }
  return *connection_;
}

result executor::run(std::string_view sql, std::span<types::value const> parameters,
                     run_options const& how) {
  return detail::at_border([&] {
    static_cast<void>(link());
    std::unique_ptr<detail::result_state> last;
    detail::run_each(connection_, sql, parameters, how, [&](auto made) {
      if (last) {
        while (last->advance()) {
        }
      }
      last = std::move(made);
    });
    if (!last) last = std::make_unique<detail::result_state>(connection_);
    return result(std::move(last));
  });
}

std::uint64_t executor::execute_all(std::string_view sql, std::span<types::value const> parameters,
                                    run_options const& how) {
  return detail::at_border([&] {
    static_cast<void>(link());
    std::uint64_t rows = 0;
    detail::run_each(connection_, sql, parameters, how, [&](auto made) {
      while (made->advance()) {
      }
      rows += made->rows;
    });
    return rows;
  });
}

try_result<statement> executor::try_prepare(std::string_view sql) {
  return attempt([&] { return prepare(sql); });
}

statement executor::prepare(std::string_view sql) {
  return detail::at_border([&]() -> statement {
    auto const all = link().statements(sql);
    if (all.size() != 1) {
      throw error(errc::syntax_error,
                  "cannot prepare " + std::to_string(all.size()) + " statements: one is wanted");
    }
    return {connection_, all.front()};
  });
}

result detail::run_text(executor& on, typed::sql_text const& text) {
  return on.run(text.text(), text.parameters());
}

void detail::expect_table(executor& on, typed::expected_table const& table) {
  detail::at_border([&] {
    detail::connection& link = on.link();
    link.tables.expect(link.talk, table);
  });
}

std::vector<schema_difference> executor::differences_of(
    std::vector<typed::expected_table const*> const& tables) const {
  return detail::at_border([&] {
    std::vector<schema_difference> all;
    for (typed::expected_table const* const t : tables) {
      for (schema_difference& d : detail::expected_tables::differences(link().talk, *t))
        all.push_back(std::move(d));
    }
    return all;
  });
}

typed::key_answer executor::find_row(typed::key_query const& of, std::span<types::value const> key,
                                     void* to) {
  return detail::at_border([&] { return link().talk.find_row(of, key, to); });
}

std::optional<std::uint64_t> executor::insert_rows(typed::row_feed const& rows) {
  return detail::at_border([&] { return link().insert(rows); });
}

bool executor::walk(typed::sql_text const& query, std::span<typed::column_schema const> columns,
                    typed::block_taker to) {
  return detail::at_border([&] {
    auto const what = link().statements(query.text()).front();
    return link().walk(what, query.parameters(), columns, to);
  });
}

statement detail::prepare_text(executor& on, typed::sql_text const& text) {
  return on.prepare(text.text());
}

void detail::insert_rows(executor& on, typed::sql_text const& text,
                         callback_ref<bool(std::vector<types::value>&)> next,
                         callback_ref<void(result)> take) {
  statement one = prepare_text(on, text);
  std::vector<types::value> values;
  on.all_or_none([&] {
    while (next(values)) {
      values.insert(values.end(), text.parameters().begin(), text.parameters().end());
      take(one.run(values));
    }
  });
}

void executor::all_or_none(callback_ref<void()> what) {
  detail::at_border([&] { detail::all_or_none(link(), what); });
}

migration executor::plan_migration(std::vector<typed::table_schema> const& wanted,
                                   std::vector<migration_choice> const& choices) {
  static_cast<void>(link());
  return {connection_, wanted, choices};
}

migration executor::plan_migration(std::initializer_list<typed::schema_function> wanted,
                                   std::vector<migration_choice> const& choices) {
  std::vector<typed::table_schema> all;
  for (typed::schema_function const make : wanted) all.push_back(make());
  return plan_migration(all, choices);
}

void executor::create_tables(std::initializer_list<typed::schema_function> all) {
  all_or_none([&] {
    for (typed::schema_function const make : all) {
      typed::table_schema const one = make();
      for (typed::enum_schema const* const e : typed::enumerations_of(one)) {
        auto const stored = link().talk.find_type(typed::quoted(e->name));
        if (!stored) {
          execute(typed::create_text(*e));
        } else if (std::string const other =
                       typed::label_difference(*e, types::definition_of(*stored));
                   !other.empty()) {
          throw error(errc::duplicate_object, other)
              .hint("migrate<...>() adds labels; ALTER TYPE renames them.");
        }
      }
      for (std::string const& text : typed::create_texts(one)) execute(text);
    }
  });
}

void executor::cancel() noexcept {
  if (connection_) connection_->talk.cancel();
}
std::string executor::branch() const {
  return detail::at_border([&] { return link().talk.branch(); });
}
bool executor::in_transaction() const {
  return link().talk.status() != api::transaction_status::idle;
}
scn executor::newest() const {
  return detail::at_border([&] { return link().talk.newest(); });
}

}  // namespace helios
