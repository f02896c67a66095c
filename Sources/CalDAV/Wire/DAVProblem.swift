import GatewayHTTP
import HTTPTypes
import XMLDocument

/// A refusal with the RFC's element for it: `DAV:error` with one precondition (RFC 4918 section 16).
enum DAVProblem {
    /// - Parameter details: what the element holds.
    static func make(
        _ status: HTTPResponse.Status = .forbidden, _ condition: XMLName, _ reason: String,
        details: (inout XMLWriter) -> Void = { _ in }
    ) -> HTTPProblem {
        var problem = HTTPProblem(status, reason)
        var writer = XMLWriter(namespaces: [XMLNamespace.dav, XMLNamespace.caldav])
        writer.element(.error) { writer in
            writer.element(condition) { details(&$0) }
            writer.element(.responseDescription, reason)
        }
        problem.body = (MediaType.xml, writer.finish())
        return problem
    }

    /// 403 `need-privileges` (RFC 3744 section 7.1.1).
    static func needPrivilege(_ privilege: Privilege, on href: String, _ reason: String) -> HTTPProblem {
        make(.forbidden, .needPrivileges, reason) { writer in
            writer.element(.resource) { writer in
                writer.element(.href, href)
                writer.element(.privilege) { $0.element(privilege.name) }
            }
        }
    }
}
