// The law of plan::execution that programs feel: opened again, an execution of a SELECT by primary
// key allocates nothing.
#include <tests/plan/plan_fixture.hpp>

#include <array>
#include <cstdlib>
#include <new>

namespace {
std::size_t allocations = 0;
}

// Not inlined: g++ would compare what it sees of one with what it knows of the other.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* const p = std::malloc(size)) return p;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, std::nothrow_t const&) noexcept {
  ++allocations;
  return std::malloc(size);
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }

using namespace helios;
using namespace helios::test;

TEST_CASE("a SELECT by primary key that is opened again allocates nothing", "[plan][lower]") {
  plan_fixture f;
  f.run([](catalog::write_scope& s, catalog_editor& e) {
    auto const id = e.new_column("id", type_id::int8), n = e.new_column("n", type_id::int8),
               name = e.new_column("name", type_id::text);
    auto const t = e.create_table(public_schema, "t", {id, n, name},
                                  {key(constraint_kind::primary_key, {id.id})});
    for (std::int64_t i = 0; i != 5000; ++i)
      s.writer(t).insert(row_values{value(i), value(7 * i), text("row " + std::to_string(i))});
  });
  plan::query q;
  plan_builder build(q);
  auto scan = build.scan(f.table("t"));
  expression_ptr const id = at(*scan, 0), n = at(*scan, 1), name = at(*scan, 2);
  expression_ptr const wanted = make_call("=", {id, exec::make_parameter(0, type_id::int8)});
  q.root = build.project(build.filter(std::move(scan), {wanted}), {make_call("+", {n, id}), name});
  f.optimize(q);

  std::array<value, 1> parameters{value(std::int64_t{0})};
  exec::run_context run;
  run.session.parameters = parameters;
  head_trees trees(*f.db);
  plan::execution of(q, run, trees);
  exec::batch out;
  auto const check = [&](std::int64_t i) {
    REQUIRE(out.count() == 1);
    REQUIRE(exec::value_at(out.columns[0], out.rows[0]) == value(8 * i));
    REQUIRE(exec::value_at(out.columns[1], out.rows[0]) == text("row " + std::to_string(i)));
  };
  REQUIRE(of.root().next(out));
  check(0);
  for (std::int64_t i = 1; i < 5000; i += 97) {
    std::size_t const before = allocations;
    of.release();
    parameters[0] = value(i);
    bool const opened = of.reopen(trees);
    bool const found = opened && of.root().next(out);
    std::size_t const made = allocations - before;
    REQUIRE(found);
    check(i);
    CHECK(made == 0);
  }
}
