// tests/storage/faulty_vfs.cpp -- the vfs that fails where planned, and only there.
#include <helios/storage/testing/faulty_vfs.hpp>

#include <helios/storage/memory_vfs.hpp>

#include <tests/support/vfs_laws.hpp>

#include <catch2/catch.hpp>

#include <set>
#include <string>

namespace {

using namespace helios;
using namespace helios::storage;
using namespace helios::test;
using storage::testing::fault;
using storage::testing::fault_plan;
using storage::testing::faulty_vfs;
using storage::testing::operation;

TEST_CASE("faulty_vfs obeys the laws of a vfs when nothing fails", "[faulty_vfs]") {
  memory_vfs memory;
  fault_plan plan;
  faulty_vfs files(memory, plan);
  check_vfs_laws(files, "folder/");
}

TEST_CASE("faulty_vfs: transfers in pieces make no difference to a clean run", "[faulty_vfs]") {
  memory_vfs memory;
  fault_plan plan;
  plan.limit_transfers(7);
  faulty_vfs files(memory, plan);
  check_vfs_laws(files, "folder/");
}

// Every kind of call, size, identity, now and random apart; a map that is not to be had is read
// instead.
void visit(vfs& files) {
  auto const f = files.open("a", open_mode::create);
  if (!f->try_lock()) throw error(errc::lock_not_available, "somebody holds the lock");
  f->reserve(100);
  put(*f, 0, "abc");
  f->sync();
  files.sync_directory("a");
  if (f->map(1 << 16) != nullptr) f->populate(0, 3);
  static_cast<void>(content_of(*f, 0, 3));
  files.rename("a", "b");
  static_cast<void>(files.identify("b"));
  files.copy_permissions(files.resolve("b"), "b");
  files.remove("b");
}
constexpr std::uint64_t calls_of_visit = 14;

TEST_CASE("faulty_vfs: n = 0, 1, 2, ... meets every call once", "[faulty_vfs]") {
  std::set<std::string> messages;
  std::uint64_t n = 0;
  for (;; ++n) {
    CAPTURE(n);
    memory_vfs memory;
    fault_plan plan(fault{.nth = n});
    faulty_vfs files(memory, plan);
    auto const thrown = thrown_by([&] { visit(files); });
    if (plan.fired() == 0) {
      CHECK_FALSE(thrown);
      CHECK(plan.calls() == calls_of_visit);
      break;
    }
    CHECK(plan.fired() == 1);
    CHECK((thrown.has_value() || plan.calls(operation::map) == 1));
    if (!thrown) continue;  // the map: nullptr is its way to fail
    CHECK(thrown->sqlstate() == "58030");
    CHECK(plan.calls() == n + 1);
    messages.insert(thrown->message());
  }
  CHECK(n == calls_of_visit);
  // All but the map, which has none, and populate, which says "read" because that is what failed.
  CHECK(messages.size() == calls_of_visit - 2);
  CHECK(messages.count("could not sync \"a\": Input/output error") == 1);
  CHECK(messages.count("could not write \"a\" at offset 0: Input/output error") == 1);
}

TEST_CASE("faulty_vfs: each kind fails alone, with the errno asked for", "[faulty_vfs]") {
  for (std::size_t kind = 0; kind != calls_of_visit; ++kind) {
    CAPTURE(kind);
    auto const which = static_cast<operation>(kind);
    memory_vfs memory;
    fault_plan plan(fault{.kind = which, .os_error = ENOSPC});
    faulty_vfs files(memory, plan);
    CHECK(state_of([&] { visit(files); }) == (which == operation::map ? "" : "53100"));
    CHECK(plan.fired() == 1);
    CHECK(plan.calls(which) == 1);
  }
}

TEST_CASE("faulty_vfs: once is once, for ever ends with disarm, arm counts anew", "[faulty_vfs]") {
  memory_vfs memory;
  fault_plan plan;
  faulty_vfs files(memory, plan);
  auto const f = files.open("a", open_mode::create);
  auto const sync = [&] { return state_of([&] { f->sync(); }); };
  CHECK(sync().empty());
  plan.arm({.kind = operation::sync, .nth = 1});
  CHECK(sync().empty());
  CHECK(sync() == "58030");
  CHECK(sync().empty());
  CHECK(plan.fired() == 1);
  plan.arm({.kind = operation::sync, .nth = 1, .for_ever = true});
  CHECK(sync().empty());
  for (int i = 0; i != 5; ++i) CHECK(sync() == "58030");
  put(*f, 0, "abc");
  CHECK(plan.fired() == 5);
  plan.disarm();
  CHECK(sync().empty());
  CHECK(plan.calls(operation::sync) == 11);
}

TEST_CASE("faulty_vfs: a failing write leaves the prefix asked for", "[faulty_vfs]") {
  for (std::uint64_t prefix : {0, 1, 5, 10, 99}) {
    CAPTURE(prefix);
    memory_vfs memory;
    fault_plan plan(fault{.kind = operation::write, .os_error = ENOSPC, .prefix = prefix});
    faulty_vfs files(memory, plan);
    auto const f = files.open("a", open_mode::create);
    CHECK(state_of([&] { put(*f, 0, "0123456789"); }) == "53100");
    CHECK(content_of(*f, 0, 99) == std::string("0123456789").substr(0, prefix));
  }
}

TEST_CASE("faulty_vfs: with pieces a write can fail in its middle", "[faulty_vfs]") {
  for (std::uint64_t n = 0; n != 4; ++n) {
    CAPTURE(n);
    memory_vfs memory;
    fault_plan plan(fault{.kind = operation::write, .nth = n});
    plan.limit_transfers(3);
    faulty_vfs files(memory, plan);
    auto const f = files.open("a", open_mode::create);
    CHECK(message_of([&] { put(*f, 100, "0123456789"); }) == "could not write \"a\" at offset " +
                                                                 std::to_string(100 + 3 * n) +
                                                                 ": Input/output error");
    CHECK(content_of(*f, 100, 99) == std::string("0123456789").substr(0, 3 * n));
  }
}

}  // namespace
