#include "CPostgres.h"
#include <dlfcn.h>
#include <stdio.h>

// Every function of libpq that is used. Their types come from libpq's own header, so a wrong call does not compile.
#define FUNCTIONS(X)                                                                                                        \
    X(PQconnectdbParams) X(PQfinish) X(PQstatus) X(PQerrorMessage) X(PQparameterStatus) X(PQtransactionStatus) X(PQsocket)    \
    X(PQsetNoticeProcessor) X(PQsendQuery) X(PQsetSingleRowMode) X(PQconsumeInput) X(PQisBusy) X(PQgetResult)                 \
    X(PQputCopyData) X(PQputCopyEnd) X(PQgetCopyData) X(PQfreemem) X(PQresultStatus) X(PQresultErrorMessage)                  \
    X(PQresultErrorField) X(PQcmdStatus) X(PQcmdTuples) X(PQntuples) X(PQnfields) X(PQfname) X(PQftype) X(PQfmod)             \
    X(PQgetvalue) X(PQgetlength) X(PQgetisnull) X(PQclear) X(PQgetCancel) X(PQfreeCancel) X(PQcancel)

#define SLOT(name) static __typeof__(name) *p_##name;
FUNCTIONS(SLOT)

int smelt_libpq_load(const char *library, char *message, size_t capacity) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        const char *reason = dlerror();
        snprintf(message, capacity, "%s", reason ? reason : "unknown reason");
        return 0;
    }
#define BIND(name)                                                                                                          \
    p_##name = (__typeof__(name) *)dlsym(handle, #name);                                                                    \
    if (!p_##name) {                                                                                                        \
        snprintf(message, capacity, "%s has no function %s", library, #name);                                               \
        return 0;                                                                                                           \
    }
    FUNCTIONS(BIND)
    return 1;
}

PGconn *smelt_PQconnectdbParams(const char *const *keywords, const char *const *values) {
    return p_PQconnectdbParams(keywords, values, 0);
}
void smelt_PQfinish(PGconn *connection) { p_PQfinish(connection); }
int smelt_PQstatusIsOK(const PGconn *connection) { return p_PQstatus(connection) == CONNECTION_OK; }
char *smelt_PQerrorMessage(const PGconn *connection) { return p_PQerrorMessage(connection); }
const char *smelt_PQparameterStatus(const PGconn *connection, const char *name) { return p_PQparameterStatus(connection, name); }
int smelt_PQtransactionIsIdle(const PGconn *connection) { return p_PQtransactionStatus(connection) == PQTRANS_IDLE; }
int smelt_PQsocket(const PGconn *connection) { return p_PQsocket(connection); }
void smelt_PQsetNoticeProcessor(PGconn *connection, void (*processor)(void *, const char *), void *context) {
    p_PQsetNoticeProcessor(connection, processor, context);
}

int smelt_PQsendQuery(PGconn *connection, const char *sql) { return p_PQsendQuery(connection, sql); }
int smelt_PQsetSingleRowMode(PGconn *connection) { return p_PQsetSingleRowMode(connection); }
int smelt_PQconsumeInput(PGconn *connection) { return p_PQconsumeInput(connection); }
int smelt_PQisBusy(PGconn *connection) { return p_PQisBusy(connection); }
PGresult *smelt_PQgetResult(PGconn *connection) { return p_PQgetResult(connection); }
int smelt_PQputCopyData(PGconn *connection, const char *bytes, int count) { return p_PQputCopyData(connection, bytes, count); }
int smelt_PQputCopyEnd(PGconn *connection, const char *error) { return p_PQputCopyEnd(connection, error); }
int smelt_PQgetCopyData(PGconn *connection, char **bytes) { return p_PQgetCopyData(connection, bytes, 0); }
void smelt_PQfreemem(void *bytes) { p_PQfreemem(bytes); }

ExecStatusType smelt_PQresultStatus(const PGresult *result) { return p_PQresultStatus(result); }
char *smelt_PQresultErrorMessage(const PGresult *result) { return p_PQresultErrorMessage(result); }
char *smelt_PQresultErrorField(const PGresult *result, int field) { return p_PQresultErrorField(result, field); }
char *smelt_PQcmdStatus(PGresult *result) { return p_PQcmdStatus(result); }
char *smelt_PQcmdTuples(PGresult *result) { return p_PQcmdTuples(result); }
int smelt_PQntuples(const PGresult *result) { return p_PQntuples(result); }
int smelt_PQnfields(const PGresult *result) { return p_PQnfields(result); }
char *smelt_PQfname(const PGresult *result, int column) { return p_PQfname(result, column); }
Oid smelt_PQftype(const PGresult *result, int column) { return p_PQftype(result, column); }
int smelt_PQfmod(const PGresult *result, int column) { return p_PQfmod(result, column); }
char *smelt_PQgetvalue(const PGresult *result, int row, int column) { return p_PQgetvalue(result, row, column); }
int smelt_PQgetlength(const PGresult *result, int row, int column) { return p_PQgetlength(result, row, column); }
int smelt_PQgetisnull(const PGresult *result, int row, int column) { return p_PQgetisnull(result, row, column); }
void smelt_PQclear(PGresult *result) { p_PQclear(result); }

PGcancel *smelt_PQgetCancel(PGconn *connection) { return p_PQgetCancel(connection); }
void smelt_PQfreeCancel(PGcancel *cancel) { p_PQfreeCancel(cancel); }
int smelt_PQcancel(PGcancel *cancel, char *message, int capacity) { return p_PQcancel(cancel, message, capacity); }
