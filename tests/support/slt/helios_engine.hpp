// tests/support/slt/helios_engine.hpp -- helios as an engine for test files, in many shapes.
//
// Shape     one database in a memory_vfs; sessions by name, opened when first used
// Threads   one at a time
#pragma once

#include <tests/support/slt/engine.hpp>

#include <helios/api/session.hpp>
#include <helios/catalog/catalog_editor.hpp>
#include <helios/exec/column.hpp>
#include <helios/sql/ast/statement.hpp>
#include <helios/storage/memory_vfs.hpp>
#include <helios/types/value_text.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace helios::test {

struct helios_options {
  /// What skipif and onlyif call it.
  std::string name = "postgresql";
  api::session_options session{};
  history::engine_options engine{};
  /// The file is closed and opened again after each statement, while no session holds anything
  /// that would be lost: a transaction, a setting, a prepared statement, a branch in use, the value
  /// that currval() tells.
  bool reopen = false;
  /// Of one statement; then it fails with 57014.
  std::optional<std::chrono::milliseconds> timeout{};
  /// The clock stands here until the test sets it on; none: the machine's.
  std::optional<microseconds> clock{};
};

/// Leaves and inner nodes that split and merge with a handful of rows.
[[nodiscard]] inline history::engine_options smallest_leaves() {
  history::engine_options options;
  options.limits.base_rows = 4;
  options.limits.hot_rows = 2;
  options.limits.fanout = 4;
  return options;
}

/// A value as the runner compares it.
[[nodiscard]] inline slt::value slt_value(types::value const& v) {
  if (v.is_null()) return slt::null{};
  std::string shown = types::to_text(v);
  switch (v.type()) {
    case types::type_id::boolean: return v.as<bool>();
    case types::type_id::int2:
    case types::type_id::int4:
    case types::type_id::int8: return slt::integer{std::move(shown)};
    case types::type_id::float4:
      return slt::floating{double{v.as<float>()}, std::move(shown), true};
    case types::type_id::float8: return slt::floating{v.as<double>(), std::move(shown)};
    case types::type_id::numeric: return slt::decimal{std::move(shown)};
    case types::type_id::bytea: {
      byte_view const raw = v.as_bytea();
      return slt::bytes{{reinterpret_cast<char const*>(raw.data()), raw.size()}};
    }
    case types::type_id::interval: return slt::interval{std::move(shown)};
    case types::type_id::unknown:
    case types::type_id::text:
    case types::type_id::varchar:
    case types::type_id::bpchar:
    case types::type_id::date:
    case types::type_id::time:
    case types::type_id::timestamp:
    case types::type_id::timestamptz:
    case types::type_id::uuid:
    case types::type_id::enumeration:
    case types::type_id::json:
    case types::type_id::jsonb:
    case types::type_id::array:
    case types::type_id::vector: break;
  }
  return slt::text{std::move(shown)};
}

/// All rows of a stream.
[[nodiscard]] inline slt::rows slt_rows(api::outcome& of) {
  slt::rows all;
  if (of.stream == nullptr) {
    std::string const tag = of.tag.text();
    bool const changes =
        tag.starts_with("INSERT") || tag.starts_with("UPDATE") || tag.starts_with("DELETE");
    if (changes) all.affected = of.rows;
    return all;
  }
  all.columns = of.columns->size();
  exec::batch batch;
  while (of.stream->next(batch)) {
    exec::each(batch.rows, [&](std::uint32_t row) {
      for (exec::column const& c : batch.columns) {
        all.values.push_back(slt_value(exec::value_at(c, row)));
      }
    });
  }
  return all;
}

class helios_engine final : public slt::engine {
 public:
  explicit helios_engine(helios_options options = {}) : options_(std::move(options)) {
    if (options_.clock) world_.world().stop_clock(*options_.clock);
    open();
  }

  [[nodiscard]] std::string name() const override { return options_.name; }

  slt::result execute(std::string_view connection, std::string_view sql) override {
    slt::result got = run(connection, sql);
    if (options_.reopen && !holds_state_ && all_idle()) reopen();
    return got;
  }

  /// Closes the database and opens its file again; sessions end.
  void reopen() {
    sessions_.clear();
    instance_.reset();
    open();
  }
  /// A session that does not begin as the others do.
  void open_session(std::string_view connection, api::session_options options) {
    sessions_[std::string(connection)] =
        std::make_unique<api::session>(instance_, std::move(options));
  }

  /// The session of this name, for what SQL cannot ask.
  [[nodiscard]] api::session& session(std::string_view connection = {}) {
    auto& s = sessions_[std::string(connection)];
    if (!s) s = std::make_unique<api::session>(instance_, options_.session);
    return *s;
  }
  [[nodiscard]] storage::settable_world& world() noexcept { return world_.world(); }
  [[nodiscard]] history::engine& database() noexcept { return *instance_->engine; }

 private:
  slt::result run(std::string_view connection, std::string_view sql) {
    try {
      slt::rows last;
      for (api::statement_ptr const& each : api::parse(sql)) {
        note_state(*each);
        api::outcome of = session(connection).run(each, {}, {.timeout = options_.timeout});
        last = slt_rows(of);
      }
      return last;
    } catch (error const& e) {
      return slt::failure{std::string(e.sqlstate()), e.message(), e.position()};
    }
  }

  void open() {
    instance_ = std::make_shared<api::instance>();
    instance_->path = "test.helios";
    instance_->engine = history::engine::open(world_, instance_->path, options_.engine);
    catalog::bootstrap(instance_->engine);
  }

  void note_state(api::statement const& what) {
    using enum sql::ast::statement_kind;
    auto const kind = what.tree().kind;
    bool const draws =
        kind == create_sequence || what.text().find("nextval") != std::string_view::npos;
    if (kind == set || kind == prepare || kind == use_branch || draws) holds_state_ = true;
  }

  [[nodiscard]] bool all_idle() const {
    return std::all_of(sessions_.begin(), sessions_.end(), [](auto const& each) {
      return each.second->status() == api::transaction_status::idle;
    });
  }

  helios_options options_;
  storage::memory_vfs world_;
  std::shared_ptr<api::instance> instance_;
  std::map<std::string, std::unique_ptr<api::session>, std::less<>> sessions_;
  bool holds_state_ = false;
};

}  // namespace helios::test
