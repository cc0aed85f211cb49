// The JDK's HttpsServer with needClientAuth, its trust manager's rules (PKIX) and revocation lists.
import com.sun.net.httpserver.*;
import java.io.*;
import java.net.*;
import java.security.*;
import java.security.cert.*;
import java.util.*;
import java.util.concurrent.Executors;
import javax.net.ssl.*;

public class Server {
    public static void main(String[] sites) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", factory.generateCertificate(new FileInputStream("ca.crt")));
        PKIXBuilderParameters rules = new PKIXBuilderParameters(trusted, new X509CertSelector());
        Collection<? extends CRL> lists = factory.generateCRLs(new FileInputStream("all.crl"));
        rules.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
        rules.setRevocationEnabled(true);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(new CertPathTrustManagerParameters(rules));
        for (String site : sites) {
            String[] parts = site.split(":");
            start(Integer.parseInt(parts[0]), parts[1], trust);
        }
    }

    static void start(int port, String name, TrustManagerFactory trust) throws Exception {
        char[] pass = "changeit".toCharArray();
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(new FileInputStream(name + ".p12"), pass);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, pass);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Connection", "close");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : 2);
            if (!head) {
                exchange.getResponseBody().write("in".getBytes());
            }
            exchange.close();
        });
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }
}
