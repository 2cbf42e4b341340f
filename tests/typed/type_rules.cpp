// The compiler's rules of SQL types, against those that SQL goes by.
#include <helios/typed/type_rules.hpp>

#include <helios/exec/functions/registry.hpp>
#include <helios/typed/functions.hpp>
#include <helios/typed/operators.hpp>
#include <helios/types/cast_rules.hpp>

#include <catch2/catch.hpp>

#include <functional>

namespace helios::test {

namespace {

using types::type_id;

template <class F>
void each_type(F&& f) {
  for (int i = 1; i != types::type_count; ++i) f(static_cast<type_id>(i));
}

/// A type as a column has it.
types::data_type column_of(type_id t) {
  if (t == type_id::array) return types::array_of(type_id::int4);
  if (t != type_id::enumeration) return t;
  return types::enumeration_type({1, "mood", types::number_labels({"sad", "ok"})});
}

/// What SQL says of a call; unknown: it refuses it.
type_id registered(std::string_view name, std::span<type_id const> arguments) {
  std::vector<types::data_type> columns;
  for (type_id const t : arguments) columns.push_back(column_of(t));
  try {
    return exec::resolve(name, columns).function->result;
  } catch (error const&) {
    return type_id::unknown;
  }
}

/// Every call with the types of columns that the compiler takes is one that SQL takes, and gives
/// the same.
void check_calls(typed::function const& f) {
  std::string_view name = f.name;
  if (std::size_t const dot = name.find('.'); dot != name.npos) name.remove_prefix(dot + 1);
  std::size_t most = 0;
  for (typed::signature const& way : f.ways) most = std::max<std::size_t>(most, way.count);
  std::vector<type_id> arguments;
  std::function<void()> const try_more = [&] {
    type_id const ours = typed::detail::result_of_call(f, arguments);
    if (ours != type_id::unknown) {
      type_id const theirs = registered(name, arguments);
      INFO(name << " of " << arguments.size());
      for (type_id const a : arguments) UNSCOPED_INFO(types::name(a));
      CHECK(types::name(ours) == types::name(theirs));
    }
    if (arguments.size() == most) return;
    each_type([&](type_id t) {
      arguments.push_back(t);
      try_more();
      arguments.pop_back();
    });
  };
  try_more();
}

}  // namespace

TEST_CASE("what becomes what unasked") {
  each_type([](type_id from) {
    each_type([&](type_id to) {
      INFO(types::name(from) << " to " << types::name(to));
      bool const sql = types::permits(types::find_cast(column_of(from), column_of(to)),
                                      types::cast_context::implicit);
      CHECK(typed::detail::widens(from, to) == sql);
    });
  });
}

TEST_CASE("what is preferred, what two types have in common") {
  each_type([](type_id a) {
    INFO(types::name(a));
    CHECK(typed::detail::preferred(a) == types::is_preferred(a));
    each_type([&](type_id b) {
      if (typed::class_of(a) != typed::class_of(b)) return;
      INFO(types::name(b));
      CHECK(typed::detail::common_id(a, b) == types::common_type(column_of(a), column_of(b)).id);
    });
  });
}

TEST_CASE("what may be cast, SQL casts") {
  each_type([](type_id from) {
    each_type([&](type_id to) {
      if (!typed::detail::may_cast(from, to)) return;
      INFO(types::name(from) << " to " << types::name(to));
      CHECK(types::permits(types::find_cast(column_of(from), column_of(to)),
                           types::cast_context::explicit_));
    });
  });
}

TEST_CASE("the operators that calculate are SQL's") {
  using typed::operation;
  check_calls(typed::detail::calculation<operation::add>);
  check_calls(typed::detail::calculation<operation::subtract>);
  check_calls(typed::detail::calculation<operation::multiply>);
  check_calls(typed::detail::calculation<operation::divide>);
}

TEST_CASE("the functions are SQL's") {
  using namespace typed;
#define HELIOS_TYPED_FUNCTION(called, ...) check_calls(functions::called);
#define HELIOS_TYPED_FUNCTION_AS(called, ...) check_calls(functions::called);
#include <helios/typed/functions.def>
#undef HELIOS_TYPED_FUNCTION
#undef HELIOS_TYPED_FUNCTION_AS
  check_calls(functions::now);
  check_calls(functions::current_date);
  check_calls(functions::gen_random_uuid);
}

}  // namespace helios::test
